import Logging
import Synchronization

/// Keeps what is logged, of every level.
final class CapturedLog: Sendable {
    private let kept = Mutex<[String]>([])

    var lines: [String] { kept.withLock { $0 } }

    var logger: Logger {
        var logger = Logger(label: "keyledger.test") { _ in Handler(log: self) }
        logger.logLevel = .trace
        return logger
    }

    private struct Handler: LogHandler {
        let log: CapturedLog
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        init(log: CapturedLog) { self.log = log }

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            var fields = metadata
            fields.merge(event.metadata ?? [:]) { _, last in last }
            let error = event.error.map { "\($0)" } ?? ""
            log.kept.withLock { $0.append("\(event.message) \(fields) \(error)") }
        }
    }
}
