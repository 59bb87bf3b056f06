import LedgerCore
import LedgerService
import Logging

/// What a log line says beside its message.
enum LogFields {
    /// The time now, as log lines show it.
    static var time: String { SystemClock().now.rfc3339 }

    /// The fields of a line, in the order of their names.
    /// - Parameter metadata: of the logger; what the line itself says of the same name counts.
    static func all(
        of event: LogEvent, _ metadata: Logger.Metadata
    ) -> [(name: String, value: String)] {
        var fields = metadata
        fields.merge(event.metadata ?? [:]) { _, last in last }
        if let error = event.error { fields["error"] = "\(error)" }
        return fields.sorted { $0.key < $1.key }.map { ($0.key, $0.value.description) }
    }
}

extension Logger {
    /// The program's logger.
    static func program(_ format: LogFormat) -> Logger {
        Logger(label: "keyledger") { _ in
            switch format {
            case .text: PlainLogHandler()
            case .json: JSONLogHandler()
            }
        }
    }
}
