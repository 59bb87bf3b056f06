import Foundation
import LedgerCore

/// A batch of usage lines as the bytes of one HTTP request.
struct UsageRequest: Sendable {
    private let bytes: [UInt8]
    private let lines: Int

    private struct Tally: Decodable {
        let accepted: Int
    }

    /// - Parameters:
    ///   - lines: those of W, whose texts need no escaping in JSON.
    ///   - port: where on this machine it is sent to.
    ///   - token: of a key that may report usage.
    init(_ lines: [UsageLine], port: Int, token: String) {
        self.lines = lines.count
        let body = lines.map { Self.json($0) + "\n" }.joined()
        let head = [
            "POST /v1/usage HTTP/1.1", "Host: 127.0.0.1:\(port)", "Authorization: Bearer \(token)",
            "Content-Type: application/x-ndjson", "Content-Length: \(body.utf8.count)",
        ]
        bytes = Array((head.joined(separator: "\r\n") + "\r\n\r\n" + body).utf8)
    }

    private static func json(_ line: UsageLine) -> String {
        let texts = [
            ("id", line.id), ("source", line.source), ("time", line.time?.rfc3339),
            ("key", line.key), ("operation", line.operation), ("ip", line.ip),
        ].compactMap { name, text in text.map { "\"\(name)\":\"\($0)\"" } }
        let numbers = [
            ("status", line.status), ("duration_us", line.durationUs),
            ("request_bytes", line.requestBytes), ("response_bytes", line.responseBytes),
        ].compactMap { name, number in number.map { "\"\(name)\":\($0)" } }
        return "{\((texts + numbers).joined(separator: ","))}"
    }

    /// Sends it, and again while the ledger is too busy to take it.
    /// - Returns: once every line is durable.
    /// - Throws: if the answer is another, or a line is not accepted.
    func send(over connection: PlainConnection) throws {
        while true {
            try connection.write(bytes)
            let answer = try connection.readAnswer()
            if answer.status == 503 { continue }
            guard answer.status == 200 else {
                throw BenchError(description: "a batch was answered with \(answer.status)")
            }
            let tally = try JSONDecoder().decode(Tally.self, from: answer.body)
            guard tally.accepted == lines else {
                throw BenchError(description: "\(tally.accepted) of \(lines) lines were accepted")
            }
            return
        }
    }
}
