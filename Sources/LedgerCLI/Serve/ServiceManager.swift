import Glibc

/// Whoever started the program and waits to be told that it is ready: systemd, for a unit of
/// `Type=notify`. The protocol is one datagram to the Unix socket in `NOTIFY_SOCKET` (sd_notify(3)).
package struct ServiceManager {
    private let socketPath: [UInt8]

    /// - Returns: nil where nobody waits.
    package init?(environment: [String: String]) {
        guard let path = environment["NOTIFY_SOCKET"], path.hasPrefix("/") || path.hasPrefix("@")
        else { return nil }
        socketPath = Array(path.utf8)
    }

    /// Says that the program serves.
    /// - Returns: the error of the system where it could not be said; nil once it is.
    package func sayReady() -> Int32? {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        guard socketPath.count < MemoryLayout.size(ofValue: address.sun_path) else {
            return ENAMETOOLONG
        }
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { field in
            unsafe field.copyBytes(from: socketPath)
            // An abstract socket is written with an at sign, and begins with a zero byte.
            if socketPath.first == UInt8(ascii: "@") { unsafe field[0] = 0 }
        }
        // An abstract name has no end of its own: the length says where it ends.
        let length = MemoryLayout.offset(of: \sockaddr_un.sun_path).map { $0 + socketPath.count }
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        guard descriptor >= 0, let length else { return errno }
        defer { close(descriptor) }
        let message = Array("READY=1\n".utf8)
        let sent = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                unsafe message.withUnsafeBytes {
                    unsafe sendto(
                        descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL),
                        address, socklen_t(length))
                }
            }
        }
        return sent == message.count ? nil : errno
    }
}
