import Foundation
import LedgerHTTP
import LedgerService
import LedgerTesting
import Logging

/// The API of a ledger on a real port.
struct TestServer {
    let port: Int

    /// Serves a ledger while a test runs.
    /// - Parameter logger: nil for one that says only what is critical.
    static func run(
        _ ledger: Ledger, logger: Logger? = nil, backupRoot: String? = nil,
        _ test: @escaping @Sendable (TestServer) async throws -> Void
    ) async throws {
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        let logger = logger ?? quietLogger
        let server = LedgerServer(
            ledger: ledger, host: "127.0.0.1", port: 0, backupRoot: backupRoot, logger: logger
        ) {
            port.yield($0)
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { port.finish() }
                try await server.run()
            }
            for await port in ports {
                do {
                    try await test(TestServer(port: port))
                } catch {
                    group.cancelAll()
                    throw error
                }
                break
            }
            group.cancelAll()
        }
    }

    private static var quietLogger: Logger {
        var logger = Logger(label: "keyledger.test")
        logger.logLevel = .critical
        return logger
    }

    /// Sends a request with a token.
    func send(
        _ method: String, _ target: String, _ json: String = "", token: String? = nil,
        headers: [String] = []
    ) async -> TestAnswer {
        await send(method, target, bytes: Array(json.utf8), token: token, headers: headers)
    }

    /// Sends a request with a body of any bytes.
    func send(
        _ method: String, _ target: String, bytes: [UInt8], token: String? = nil,
        headers: [String] = []
    ) async -> TestAnswer {
        var lines = headers
        if let token { lines.append("Authorization: Bearer \(token)") }
        if !bytes.isEmpty { lines.append("Content-Length: \(bytes.count)") }
        let connection = TestConnection(port: port)
        await connection.write(Array(request(method, target, lines).utf8) + bytes)
        return await connection.readToEnd()
    }

    /// The head of a request that is the only one of its connection.
    func request(_ method: String, _ target: String, _ headers: [String]) -> String {
        var lines = ["\(method) \(target) HTTP/1.1", "Connection: close"]
        if !headers.contains(where: { $0.hasPrefix("Host:") }) {
            lines.append("Host: 127.0.0.1:\(port)")
        }
        return (lines + headers).joined(separator: "\r\n") + "\r\n\r\n"
    }

    /// Writes pieces, one system call each, and reads until the server closes.
    func send(raw pieces: [String]) async -> TestAnswer {
        let connection = TestConnection(port: port)
        for piece in pieces { await connection.write(piece) }
        return await connection.readToEnd()
    }
}

/// A connection to a port of this machine. Its calls wait on a thread of their own: the server
/// needs those of the tasks.
final class TestConnection: Sendable {
    private let socket: LoopbackSocket

    init(port: Int) { socket = LoopbackSocket(port: port) }

    func write(_ bytes: [UInt8]) async { await onAThread { [socket] in _ = socket.write(bytes) } }

    func write(_ text: String) async { await write(Array(text.utf8)) }

    /// Says that nothing more is written.
    func finishWriting() { socket.finishWriting() }

    func readToEnd() async -> TestAnswer {
        await onAThread { [socket] in
            var answer: [UInt8] = []
            var chunk = [UInt8](repeating: 0, count: 65_536)
            while true {
                let count = socket.read(into: &chunk)
                guard count > 0 else { return TestAnswer(message: answer) }
                answer += chunk[..<count]
            }
        }
    }

    private func onAThread<Value: Sendable>(
        _ body: @escaping @Sendable () -> Value
    ) async -> Value {
        await withCheckedContinuation { waiting in
            DispatchQueue.global().async { waiting.resume(returning: body()) }
        }
    }
}

extension TestAnswer {
    /// Reads an HTTP message.
    init(message: [UInt8]) {
        let text = String(decoding: message, as: UTF8.self)
        let parts = text.split(
            separator: "\r\n\r\n", maxSplits: 1, omittingEmptySubsequences: false)
        let lines = (parts.first ?? "").split(separator: "\r\n")
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let field = line.split(separator: ":", maxSplits: 1)
            guard field.count == 2 else { continue }
            headers[field[0].lowercased()] = field[1].trimmingCharacters(in: .whitespaces)
        }
        let status = lines.first.map { $0.split(separator: " ") } ?? []
        self.init(
            status: status.count > 1 ? Int(status[1]) ?? 0 : 0, headers: headers,
            bytes: Array((parts.count > 1 ? parts[1] : "").utf8))
    }
}
