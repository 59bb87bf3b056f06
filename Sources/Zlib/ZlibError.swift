import CZlib

/// A decompression that failed. Holds none of the data.
package struct ZlibError: Error, Hashable, Sendable {
    /// The stable kinds of failure; the raw value is what logs and answers print.
    package enum Code: String, Hashable, Sendable, CaseIterable {
        case corrupted
        case libraryFailed = "library_failed"
        case tooLarge = "too_large"
        case truncated
    }

    /// The kind of failure.
    package let code: Code
    /// What was wrong, or what the library said.
    package let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// - Parameters:
    ///   - status: what a call of the library returned, neither success nor a want of bytes.
    ///   - stream: the stream that it was about, whose message says more.
    init(status: Int32, of stream: UnsafePointer<z_stream>) {
        code = status == Z_DATA_ERROR ? .corrupted : .libraryFailed
        let reason = unsafe stream.pointee.msg
        message = unsafe reason.map { unsafe String(cString: $0) } ?? "status \(status)"
    }

    /// What the caller should do.
    package var advice: String {
        switch code {
        case .corrupted: "Send or fetch the data again: it is not gzip, or was changed."
        case .libraryFailed: "Check the memory that is free, then try again."
        case .tooLarge: "Send less in one piece."
        case .truncated: "Send the data again: its end is missing."
        }
    }
}

extension ZlibError: CustomStringConvertible {
    package var description: String {
        "\(code.rawValue): \(message). \(advice)"
    }
}
