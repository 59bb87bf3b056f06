import ArgumentParser

/// How log lines are written.
package enum LogFormat: String, ExpressibleByArgument, CaseIterable, Sendable {
    /// For people: time, level, message, `key=value`.
    case text
    /// For programs: one JSON object per line.
    case json
}
