import CZstd

/// A compression or decompression that failed. Holds none of the data.
package struct ZstdError: Error, Hashable, Sendable {
    /// The stable kinds of failure; the raw value is what logs and answers print.
    package enum Code: String, Hashable, Sendable, CaseIterable {
        case corrupted
        case invalidLevel = "invalid_level"
        case libraryFailed = "library_failed"
        case tooLarge = "too_large"
        case truncated
        case windowTooLarge = "window_too_large"
    }

    /// The kind of failure.
    package let code: Code
    /// What was wrong, or what the library said.
    package let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// - Parameter result: a return value of the library for which `ZSTD_isError` is true.
    init(result: Int) {
        switch ZSTD_getErrorCode(result) {
        case ZSTD_error_frameParameter_windowTooLarge: code = .windowTooLarge
        case ZSTD_error_memory_allocation, ZSTD_error_GENERIC, ZSTD_error_stage_wrong,
            ZSTD_error_init_missing:
            code = .libraryFailed
        default: code = .corrupted
        }
        message = unsafe String(cString: ZSTD_getErrorName(result))
    }

    /// What the caller should do.
    package var advice: String {
        switch code {
        case .corrupted: "Send or restore the data again: it is not a zstd frame, or was changed."
        case .invalidLevel: "Use a level from 1 to 19."
        case .libraryFailed: "Check the memory that is free, then try again."
        case .tooLarge: "Send less in one piece."
        case .truncated: "Send the data again: its end is missing."
        case .windowTooLarge: "Compress with a window of at most 8 MiB."
        }
    }
}

extension ZstdError: CustomStringConvertible {
    package var description: String {
        "\(code.rawValue): \(message). \(advice)"
    }
}
