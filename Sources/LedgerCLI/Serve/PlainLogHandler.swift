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
        var line = "\(LogFields.time) \(event.level) "
        line += Escape.terminal(event.message.description)
        for (name, value) in LogFields.all(of: event, metadata) {
            line += " \(Escape.logLine(name))=\(Escape.logLine(value))"
        }
        Console.note(line)
    }
}
