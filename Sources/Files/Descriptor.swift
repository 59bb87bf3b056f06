import Glibc

/// One open file, closed when it goes out of scope.
struct Descriptor: ~Copyable, Sendable {
    let path: String
    let number: Int32

    /// - Parameter flags: those of `open`; a file that it makes has mode 0600.
    init(path: String, flags: Int32, operation: String = "open") throws(FileError) {
        let number = unsafe open(path, flags | O_CLOEXEC, 0o600)
        guard number >= 0 else { throw FileError.last(operation, path) }
        self.path = path
        self.number = number
    }

    deinit { close(number) }

    func size() throws(FileError) -> Int {
        var status = stat()
        guard unsafe fstat(number, &status) == 0 else { throw FileError.last("stat", path) }
        return Int(status.st_size)
    }

    func write(_ bytes: Span<UInt8>, at offset: Int) throws(FileError) {
        var done = 0
        while done < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[done...])
                return unsafe pwrite(number, rest.baseAddress, rest.count, off_t(offset + done))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw FileError.last("write", path) }
            done += count
        }
    }

    func sync() throws(FileError) {
        guard fsync(number) == 0 else { throw FileError.last("sync", path) }
    }
}
