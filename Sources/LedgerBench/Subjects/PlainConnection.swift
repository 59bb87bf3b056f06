import Foundation
import LedgerTesting

/// A connection of HTTP/1.1 to a port of this machine that costs little: a blocking socket, for one
/// thread, that is kept from request to request.
final class PlainConnection {
    private let socket: LoopbackSocket
    /// What was received and is not read yet.
    private var received = Data()
    private var chunk = [UInt8](repeating: 0, count: 65_536)

    private static let headEnd = Data("\r\n\r\n".utf8)

    struct Answer {
        let status: Int
        let body: Data
    }

    init(port: Int) { socket = LoopbackSocket(port: port) }

    private static let broken = BenchError(description: "the connection to the server broke")

    func write(_ bytes: [UInt8]) throws {
        guard socket.write(bytes) else { throw Self.broken }
    }

    /// Reads the answer to the request that was written, which has a Content-Length.
    func readAnswer() throws -> Answer {
        var end = received.range(of: Self.headEnd)
        while end == nil {
            try receive()
            end = received.range(of: Self.headEnd)
        }
        guard let end else { throw Self.broken }
        let head = String(decoding: received[..<end.lowerBound], as: UTF8.self).lowercased()
            .components(separatedBy: "\r\n")
        let length = head.first { $0.hasPrefix("content-length:") }.flatMap {
            Int($0.dropFirst("content-length:".count).trimmingCharacters(in: .whitespaces))
        }
        guard let length, let status = Int(head[0].dropFirst("http/1.1 ".count).prefix(3)) else {
            throw Self.broken
        }
        while received.endIndex - end.upperBound < length { try receive() }
        let body = received[end.upperBound..<(end.upperBound + length)]
        received = Data(received[(end.upperBound + length)...])
        return Answer(status: status, body: Data(body))
    }

    private func receive() throws {
        let count = socket.read(into: &chunk)
        guard count > 0 else { throw Self.broken }
        received += chunk[..<count]
    }
}
