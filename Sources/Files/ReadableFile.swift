import Glibc

/// A file open for reads at any place, from any thread.
package struct ReadableFile: ~Copyable, Sendable {
    /// Bytes of the file when it was opened.
    package let count: Int
    private let file: Descriptor

    /// Opens a file that is there.
    package init(path: String) throws(FileError) {
        let file = try Descriptor(path: path, flags: O_RDONLY)
        count = try file.size()
        self.file = file
    }

    /// Reads these bytes; a file that ends before them is `wrong_size`.
    package func read(_ range: Range<Int>) throws(FileError) -> [UInt8] {
        guard range.lowerBound >= 0, range.upperBound <= count else { throw tooShort(range) }
        var failure: FileError?
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: range.count) { buffer, filled in
            while filled < range.count {
                let rest = unsafe UnsafeMutableBufferPointer(rebasing: buffer[filled...])
                let got = unsafe pread(
                    file.number, rest.baseAddress, rest.count, off_t(range.lowerBound + filled))
                if got < 0, errno == EINTR { continue }
                if got <= 0 {
                    failure = got < 0 ? FileError.last("read", file.path) : tooShort(range)
                    return
                }
                filled += got
            }
        }
        if let failure { throw failure }
        return bytes
    }

    private func tooShort(_ range: Range<Int>) -> FileError {
        FileError(
            code: .wrongSize, operation: "read", path: file.path,
            message: "the file ends before byte \(range.upperBound)")
    }
}
