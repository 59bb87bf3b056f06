import Foundation
import Glibc
import Synchronization
import Testing

/// `usage send` to a ledger that is busy now and then.
@Suite struct BusyTests {
    @Test func `What was decided before a busy answer is not sent again`() async throws {
        let stub = try StubServer([
            (503, #"{"code":"busy","detail":"Busy.","status":503}"#),
            (
                503,
                #"{"code":"busy","detail":"Busy.","status":503,"accepted":1,"duplicates":0,"conflicts":[],"rejected":[{"line":3,"code":"key_not_found","detail":"No."}],"lines_read":2,"first_sequence":1,"last_sequence":1}"#
            ),
            (
                200,
                #"{"accepted":0,"duplicates":0,"conflicts":[],"rejected":[{"line":2,"code":"key_not_found","detail":"No."}],"lines_read":1,"first_sequence":null,"last_sequence":null}"#
            ),
        ])
        let folder = try TestFolder()
        let lines = ["{\"n\":1}", "  ", "{\"n\":2}", "", "{\"n\":3}"]
        let output = try await Program.run(
            ["usage", "send", "-", "--output", "json"], environment: ["KEYLEDGER_URL": stub.url],
            input: lines.joined(separator: "\n"), in: folder)
        #expect(output.ending == .exit(1), "\(output)")
        let summary = try output.json
        #expect(summary["accepted"] == 1)
        #expect(summary["rejected"]?.items.map { $0["line"] } == [3, 5])
        let whole = lines.joined(separator: "\n")
        #expect(stub.bodies == [whole, whole, lines[3...].joined(separator: "\n")])
    }

    @Test func `Another refusal is not repeated`() async throws {
        let stub = try StubServer([
            (503, #"{"code":"disk_low","detail":"The disk is almost full.","status":503}"#)
        ])
        let output = try await Program.run(
            ["usage", "send", "-"], environment: ["KEYLEDGER_URL": stub.url], input: "{}\n",
            in: try TestFolder())
        #expect(output.ending == .exit(1))
        #expect(output.messages.contains("disk_low"))
        #expect(stub.bodies.count == 1)
    }
}

/// A server that gives the answers it was told to, one per request, each on a connection of its own.
private final class StubServer: Sendable {
    let url: String
    private let received = Mutex<[String]>([])

    /// The bodies of the requests so far.
    var bodies: [String] { received.withLock { $0 } }

    /// - Parameter answers: statuses and bodies; each says to come back at once.
    init(_ answers: [(Int, String)]) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let port = unsafe withUnsafeMutablePointer(to: &address) { pointer -> UInt16? in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                guard unsafe bind(listener, generic, size) == 0, listen(listener, 8) == 0,
                    unsafe getsockname(listener, generic, &size) == 0
                else { return nil }
                return unsafe UInt16(bigEndian: pointer.pointee.sin_port)
            }
        }
        guard let port else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        url = "http://127.0.0.1:\(port)"
        DispatchQueue.global().async { [self] in
            for (status, body) in answers {
                let connection = accept(listener, nil, nil)
                let request = Self.readRequest(connection)
                received.withLock { $0.append(request) }
                let answer = """
                    HTTP/1.1 \(status) Answer\r\nContent-Length: \(body.utf8.count)\r\n\
                    Retry-After: 0\r\nConnection: close\r\n\r\n\(body)
                    """
                let bytes = Array(answer.utf8)
                _ = unsafe send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL))
                close(connection)
            }
            close(listener)
        }
    }

    /// - Returns: the body of the request.
    private static func readRequest(_ connection: Int32) -> String {
        var text = ""
        var bytes = [UInt8](repeating: 0, count: 65_536)
        while true {
            let parts = text.split(
                separator: "\r\n\r\n", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2, let length = parts[0].firstMatch(of: /(?i)content-length: (\d+)/),
                parts[1].utf8.count >= Int(length.1) ?? 0
            {
                return String(parts[1])
            }
            let count = unsafe recv(connection, &bytes, bytes.count, 0)
            guard count > 0 else { return "" }
            text += String(decoding: bytes[..<count], as: UTF8.self)
        }
    }
}
