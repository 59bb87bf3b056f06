import Glibc

/// A blocking TCP connection to a port of this machine. Where it fails, every write and read after
/// does.
package final class LoopbackSocket: Sendable {
    private let handle: Int32

    package init(port: Int) {
        handle = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port).bigEndian)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        _ = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(handle, $0, size)
            }
        }
        // The end of a request must not wait for the acknowledgement of its beginning.
        var isOn: Int32 = 1
        _ = unsafe setsockopt(
            handle, Int32(IPPROTO_TCP), TCP_NODELAY, &isOn, socklen_t(MemoryLayout<Int32>.size))
    }

    deinit { close(handle) }

    /// - Returns: false where the connection broke.
    @discardableResult
    package func write(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes[sent...].withUnsafeBytes {
                unsafe send(handle, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    /// Says that nothing more is written.
    package func finishWriting() { shutdown(handle, Int32(SHUT_WR)) }

    /// Waits for bytes and puts them at the front of `chunk`.
    /// - Returns: how many; 0 at the end, or where the connection broke.
    package func read(into chunk: inout [UInt8]) -> Int {
        let count = unsafe chunk.withUnsafeMutableBytes {
            unsafe recv(handle, $0.baseAddress, $0.count, 0)
        }
        return max(count, 0)
    }
}
