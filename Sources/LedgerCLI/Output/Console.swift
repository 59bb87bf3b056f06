import Foundation

/// The two streams of the program: stdout for what was asked for, stderr for messages.
enum Console {
    /// Writes to stdout, unbuffered, so that a reader at a pipe sees it at once.
    static func write(_ text: String) throws(Failure) {
        try write(Data(text.utf8))
    }

    /// Writes bytes to stdout, such as an answer of the API.
    static func write(_ bytes: some DataProtocol) throws(Failure) {
        do {
            try FileHandle.standardOutput.write(contentsOf: bytes)
        } catch {
            throw Failure(.refused, "The answer could not be written to standard output.")
        }
    }

    /// Writes a line to stderr; one that cannot be written is lost, for there is nowhere else.
    static func note(_ line: String) {
        draw(line + "\n")
    }

    /// Writes to stderr as it is.
    static func draw(_ text: String) {
        try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
    }
}
