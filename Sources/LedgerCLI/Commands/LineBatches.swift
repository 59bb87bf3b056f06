package import Foundation

/// A stream of lines, cut into batches of whole lines that are small enough for one request.
package struct LineBatches {
    /// Whole lines, each with its end.
    package struct Batch {
        /// As they came.
        package var bytes: [UInt8]
        /// The number of its first line in the stream, from 1.
        package var firstLine: Int
        /// How many it holds.
        package var lines: Int

        /// Lines of a stream.
        package init(bytes: [UInt8], firstLine: Int, lines: Int) {
            self.bytes = bytes
            self.firstLine = firstLine
            self.lines = lines
        }
    }

    private static let chunkBytes = 256 * 1024
    /// A batch ends with the line that reaches this, well below what the API takes at once.
    private static let batchBytes = 4 * 1024 * 1024
    private static let batchLines = 20_000

    private let file: FileHandle
    private var buffer: [UInt8] = []
    private var hasEnded = false
    private var nextLine = 1
    /// How much of the stream was read.
    package private(set) var bytesRead = 0

    /// - Parameter file: what to read; the caller closes it.
    package init(_ file: FileHandle) { self.file = file }

    /// - Returns: the next lines; nil at the end.
    /// - Throws: for a line that is longer than a batch, and where the stream cannot be read.
    package mutating func next() throws(Failure) -> Batch? {
        var scanned = 0
        var lines = 0
        var end = 0
        while true {
            while scanned < buffer.count, lines < Self.batchLines, end < Self.batchBytes {
                if buffer[scanned] == UInt8(ascii: "\n") {
                    lines += 1
                    end = scanned + 1
                }
                scanned += 1
            }
            if lines == Self.batchLines || end >= Self.batchBytes { break }
            if hasEnded {
                if end < buffer.count {
                    lines += 1
                    end = buffer.count
                }
                break
            }
            if buffer.count >= Self.batchBytes {
                if end > 0 { break }
                throw Failure(
                    .refused,
                    "Line \(nextLine) is over \(Self.batchBytes) bytes; a line is one JSON object."
                )
            }
            try read()
        }
        guard lines > 0 else { return nil }
        let batch = Batch(bytes: Array(buffer[..<end]), firstLine: nextLine, lines: lines)
        buffer.removeFirst(end)
        nextLine += lines
        return batch
    }

    private mutating func read() throws(Failure) {
        do {
            guard let chunk = try file.read(upToCount: Self.chunkBytes), !chunk.isEmpty else {
                hasEnded = true
                return
            }
            buffer += chunk
            bytesRead += chunk.count
        } catch {
            throw Failure(.refused, "The input cannot be read after line \(nextLine - 1).")
        }
    }
}
