import Glibc

/// An immutable file mapped into memory for reading: its pages are the system's cache, not heap.
///
/// Rules, and what happens otherwise:
/// - Nobody writes to or truncates the file while it is mapped. Reading a page that the file no
///   longer has, or that the disk cannot give, ends the process by `SIGBUS`.
/// - The file may be removed: the mapping keeps its bytes until the value is gone.
/// - The bytes are not checked here: who reads them holds them against a checksum.
@safe
package final class MappedFile: Sendable {
    /// In which order pages will be asked for.
    package enum Access: Sendable {
        /// Here and there: nothing is read ahead.
        case random
        /// From the first to the last: much is read ahead.
        case sequential

        fileprivate var advice: Int32 {
            switch self {
            case .random: MADV_RANDOM
            case .sequential: MADV_SEQUENTIAL
            }
        }
    }

    /// The file as it was named.
    package let path: String
    @usableFromInline nonisolated(unsafe) let base: UnsafePointer<UInt8>?
    /// Bytes of the file.
    package let count: Int

    /// Maps a file.
    /// - Parameter expected: the size it must have, where that is known; another one is
    ///   `wrong_size`.
    package init(path: String, expected: Int? = nil, access: Access) throws(FileError) {
        let file = try Descriptor(path: path, flags: O_RDONLY)
        let count = try file.size()
        if let expected, count != expected {
            throw FileError(
                code: .wrongSize, operation: "map", path: path,
                message: "the file has \(count) of \(expected) bytes")
        }
        self.path = path
        self.count = count
        guard count > 0 else {
            // The system maps no empty file.
            unsafe base = nil
            return
        }
        let mapped = unsafe mmap(nil, count, PROT_READ, MAP_SHARED, file.number, 0)
        guard let mapped = unsafe mapped, unsafe mapped != MAP_FAILED else {
            throw FileError.last("map", path)
        }
        // Advice only: a system that does not take it reads the same bytes.
        unsafe madvise(mapped, count, access.advice)
        unsafe base = UnsafePointer(mapped.assumingMemoryBound(to: UInt8.self))
    }

    deinit {
        if let base = unsafe base { unsafe munmap(UnsafeMutableRawPointer(mutating: base), count) }
    }

    /// Lends the bytes.
    @inlinable
    package func withBytes<Result: ~Copyable, Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let buffer = unsafe UnsafeBufferPointer(start: base, count: count)
        return try body(unsafe buffer.span)
    }

    /// A copy of some bytes, which the file must have.
    package func copy(_ range: Range<Int>) -> [UInt8] {
        let buffer = unsafe UnsafeBufferPointer(start: base, count: count)
        return unsafe Array(buffer[range])
    }
}
