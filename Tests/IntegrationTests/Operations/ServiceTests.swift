import Foundation
import Glibc
import LedgerTesting
import Testing

/// The server as a service of the system: the unit, readiness, log lines.
@Suite struct ServiceTests {
    @Test(arguments: ["path", "abstract"])
    func `A server tells its service manager once it serves`(kind: String) async throws {
        let folder = try TestFolder()
        let name = kind == "path" ? folder.path("notify") : "@keyledger-\(UUID().uuidString)"
        let manager = try Receiver(name)
        let server = try await Server.start(
            data: folder.path("data"), environment: ["NOTIFY_SOCKET": name], in: folder)
        #expect(await manager.receive() == "READY=1\n")
        #expect(await server.terminate() == .done)
    }

    @Test func `A service manager that is gone stops no server`() async throws {
        let folder = try TestFolder()
        let server = try await Server.start(
            data: folder.path("data"),
            environment: ["NOTIFY_SOCKET": folder.path("nobody")], in: folder)
        #expect(await server.terminate() == .done)
        #expect(server.process.messages.contains("service manager"))
    }

    @Test func `The unit is one that systemd takes, and keeps the service to itself`() async throws
    {
        let folder = try TestFolder()
        // systemd looks for the program and the user of a unit; those of this test are there.
        let unit = try Snapshot.text(of: "tools/systemd/keyledger.service")
            .replacing("/usr/local/bin/keyledger", with: Program.url.path)
            .replacing("=keyledger\nGroup=keyledger", with: "=root\nGroup=root")
        let file = folder.path("keyledger.service")
        try unit.write(toFile: file, atomically: true, encoding: .utf8)
        let verified = try await Tool.run("systemd-analyze", ["verify", file], in: folder)
        #expect(verified.ending == .done)
        #expect(!verified.messages.contains("keyledger.service"), "\(verified.messages)")
        let exposure = try await Tool.run(
            "systemd-analyze",
            ["security", "--offline=yes", "--no-pager", "--threshold=20", file], in: folder)
        #expect(exposure.ending == .done, "\(exposure.output.suffix(200))")
    }

    @Test func `Log lines are JSON where that is asked for, and hold no secret`() async throws {
        let ledger = try await Ledger(environment: ["KEYLEDGER_LOG_FORMAT": "json"])
        let key = try await ledger.makeKey([:])
        _ = try await ledger.consume(key, id: "call")
        try await ledger.end()
        let lines = ledger.server.process.messages.split(separator: "\n")
        #expect(!lines.isEmpty)
        for line in lines {
            let json = try JSON(parsing: Data(line.utf8))
            #expect(json["time"]?.text?.hasSuffix("Z") == true)
            #expect(json["level"]?.text == "info")
            #expect(json["message"] != nil)
            #expect(Set(json.members.keys).isSubset(of: ["time", "level", "message", "fields"]))
        }
        #expect(!ledger.server.process.messages.contains(ledger.token))
    }

    /// A Unix datagram socket that waits for one message.
    private struct Receiver {
        private let socket: Int32

        /// - Parameter name: a path, or `@` and a name without a file.
        init(_ name: String) throws {
            socket = Glibc.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            unsafe withUnsafeMutableBytes(of: &address.sun_path) { field in
                unsafe field.copyBytes(from: name.utf8)
                if name.hasPrefix("@") { unsafe field[0] = 0 }
            }
            let length = 2 + name.utf8.count
            let bound = unsafe withUnsafePointer(to: &address) { pointer in
                unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe bind(socket, $0, socklen_t(length))
                }
            }
            guard bound == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
            // A message that never comes ends the wait.
            var patience = timeval(tv_sec: 60, tv_usec: 0)
            _ = unsafe setsockopt(
                socket, SOL_SOCKET, SO_RCVTIMEO, &patience,
                socklen_t(MemoryLayout<timeval>.size))
        }

        /// Waits on a thread of its own.
        func receive() async -> String {
            await withCheckedContinuation { waiting in
                DispatchQueue.global().async {
                    var bytes = [UInt8](repeating: 0, count: 256)
                    let count = unsafe recv(socket, &bytes, bytes.count, 0)
                    close(socket)
                    waiting.resume(
                        returning: String(decoding: bytes.prefix(max(0, count)), as: UTF8.self))
                }
            }
        }
    }
}
