import LedgerCore
import LedgerText
import Logging

/// Log lines on stderr as JSON, one object each: `time`, `level`, `message`, and the rest in
/// `fields`, where no name can take the place of those.
///
/// Whatever came from outside is escaped before it is encoded: JSON leaves characters as they are
/// that reorder or hide others when the line is read.
struct JSONLogHandler: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .info

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var line: [String: JSONValue] = [
            "time": .string(LogFields.time), "level": .string(event.level.rawValue),
            "message": .string(Escape.terminal(event.message.description)),
        ]
        var fields: [String: JSONValue] = [:]
        for (name, value) in LogFields.all(of: event, metadata) {
            fields[Escape.terminal(name)] = .string(Escape.terminal(value))
        }
        if !fields.isEmpty { line["fields"] = .object(fields) }
        Console.note(String(decoding: JSONValue.object(line).bytes, as: UTF8.self))
    }
}
