import Files
import Glibc

/// One open file, closed when it goes out of scope. Every file it makes has mode 0600.
struct OpenFile: ~Copyable, Sendable {
    enum Access {
        /// The file must exist.
        case readWrite
        /// A missing file is made.
        case create

        fileprivate var flags: Int32 {
            switch self {
            case .readWrite: O_RDWR | O_CLOEXEC
            case .create: O_RDWR | O_CREAT | O_CLOEXEC
            }
        }
    }

    let path: String
    let descriptor: Int32

    init(path: String, access: Access) throws(LogError) {
        let descriptor = unsafe open(path, access.flags, 0o600)
        guard descriptor >= 0 else { throw LogError(FileError.last("open", path)) }
        self.path = path
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    func size() throws(LogError) -> Int {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else {
            throw LogError(FileError.last("stat", path))
        }
        return Int(status.st_size)
    }

    func readAll() throws(LogError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: try size())
        var done = 0
        while done < bytes.count {
            let count = unsafe bytes.withUnsafeMutableBytes { buffer in
                let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
                return unsafe pread(descriptor, rest.baseAddress, rest.count, off_t(done))
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw LogError(FileError.last("read", path)) }
            if count == 0 { break }
            done += count
        }
        return Array(bytes[..<done])
    }

    func write(_ bytes: [UInt8], at offset: Int) throws(LogError) {
        var done = 0
        while done < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[done...])
                return unsafe pwrite(
                    descriptor, rest.baseAddress, rest.count, off_t(offset + done))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw LogError(FileError.last("write", path)) }
            done += count
        }
    }

    func truncate(to size: Int) throws(LogError) {
        guard ftruncate(descriptor, off_t(size)) == 0 else {
            throw LogError(FileError.last("truncate", path))
        }
    }

    /// Makes what was written durable. After a failure the state of the disk is unknown, and a
    /// second try would report success for what the system has dropped: end the process.
    func sync() throws(LogError) {
        guard fsync(descriptor) == 0 else { throw LogError(FileError.last("sync", path)) }
    }
}
