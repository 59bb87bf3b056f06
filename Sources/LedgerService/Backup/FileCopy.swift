import Files
import LedgerCore
import OpenSSL

/// A file read from its start to its end: its size and the SHA-256 of its bytes.
struct FileCopy: Equatable {
    private static let stepBytes = 1024 * 1024

    let bytes: Int
    let digest: Digest

    /// Reads a file.
    init(of path: String) throws(FileError) {
        let file = try ReadableFile(path: path)
        var hasher = SHA256Hasher()
        for start in stride(from: 0, to: file.count, by: Self.stepBytes) {
            let part = try file.read(start..<min(start + Self.stepBytes, file.count))
            hasher.update(part.span)
        }
        bytes = file.count
        digest = Digest(words: hasher.finish())
    }

    /// Reads a file and makes another of the same bytes, durable under its name.
    init(of path: String, to copy: String) throws(FileError) {
        let file = try ReadableFile(path: path)
        let target = try ImmutableFile(path: copy)
        var hasher = SHA256Hasher()
        for start in stride(from: 0, to: file.count, by: Self.stepBytes) {
            let part = try file.read(start..<min(start + Self.stepBytes, file.count))
            hasher.update(part.span)
            try target.write(part.span, at: start)
        }
        try target.commit()
        bytes = file.count
        digest = Digest(words: hasher.finish())
    }
}
