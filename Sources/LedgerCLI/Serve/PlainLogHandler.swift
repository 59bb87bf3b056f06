import LedgerCore
import LedgerService
import LedgerText
import Logging

/// Log lines on stderr: `2026-11-21T03:05:00.000000Z info message key=value`, one line each.
///
/// Whatever came from outside is escaped, so that it can forge neither a line nor a field.
struct PlainLogHandler: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .info

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var fields = metadata
        fields.merge(event.metadata ?? [:]) { _, last in last }
        if let error = event.error { fields["error"] = "\(error)" }
        var line = "\(SystemClock().now.rfc3339) \(event.level) "
        line += Escape.terminal(event.message.description)
        for (name, value) in fields.sorted(by: { $0.key < $1.key }) {
            line += " \(Escape.logLine(name))=\(Escape.logLine(value.description))"
        }
        Console.note(line)
    }
}
