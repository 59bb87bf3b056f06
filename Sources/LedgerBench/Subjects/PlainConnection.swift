import Foundation
import Glibc

/// A connection of HTTP/1.1 to a port of this machine that costs little: a blocking socket, for one
/// thread, that is kept from request to request.
final class PlainConnection {
    private let handle: Int32
    /// What was received and is not read yet.
    private var received = Data()
    private var chunk = [UInt8](repeating: 0, count: 65_536)

    private static let headEnd = Data("\r\n\r\n".utf8)

    struct Answer {
        let status: Int
        let body: Data
    }

    init(port: Int) throws {
        handle = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port).bigEndian)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(handle, $0, size)
            }
        }
        guard status == 0 else { throw Self.broken }
        // The end of a request must not wait for the acknowledgement of its beginning.
        var isOn: Int32 = 1
        _ = unsafe setsockopt(
            handle, Int32(IPPROTO_TCP), TCP_NODELAY, &isOn, socklen_t(MemoryLayout<Int32>.size))
    }

    deinit { close(handle) }

    private static let broken = BenchError(description: "the connection to the server broke")

    func write(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes[sent...].withUnsafeBytes {
                unsafe send(handle, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw Self.broken }
            sent += count
        }
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
        let count = unsafe chunk.withUnsafeMutableBytes {
            unsafe recv(handle, $0.baseAddress, $0.count, 0)
        }
        guard count > 0 else { throw Self.broken }
        received += chunk[..<count]
    }
}
