import Foundation

/// The two streams of the program: stdout for what was asked for, stderr for messages.
enum Console {
    /// Writes to stdout, unbuffered, so that a reader at a pipe sees it at once.
    static func write(_ text: String) throws(Failure) {
        try write(Array(text.utf8))
    }

    /// Writes bytes to stdout, such as an answer of the API. A reader that went away, such as
    /// `head`, wants no more: that is no failure.
    static func write(_ bytes: [UInt8]) throws(Failure) {
        guard let code = write(bytes, to: STDOUT_FILENO), code != EPIPE else { return }
        throw Failure(
            .refused, "The answer could not be written to standard output (error \(code)).")
    }

    /// Writes a line to stderr; one that cannot be written is lost, for there is nowhere else.
    static func note(_ line: String) {
        draw(line + "\n")
    }

    /// Writes to stderr as it is.
    static func draw(_ text: String) {
        _ = write(Array(text.utf8), to: STDERR_FILENO)
    }

    /// - Returns: the error of the system that stopped it; nil once all is written.
    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Int32? {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = unsafe rest.withUnsafeBytes {
                unsafe Foundation.write(descriptor, $0.baseAddress, $0.count)
            }
            if written >= 0 {
                rest = rest.dropFirst(written)
            } else if errno != EINTR {
                return errno
            }
        }
        return nil
    }
}
