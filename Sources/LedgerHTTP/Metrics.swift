import Foundation
import LedgerCore
import LedgerService
import Synchronization

/// What the process counted since it began, in Prometheus' text format 0.0.4. `HTTP.md` lists the
/// names.
///
/// No key, tenant or text from outside is ever a label.
final class Metrics: Sendable {
    private struct RouteStatus: Hashable {
        let route: String
        let status: Int
    }

    private struct Counts {
        var requests: [RouteStatus: Int] = [:]
        var decisions: [DecisionCode: Int] = [:]
        var usageLines: [UsageTally.Word: Int] = [:]
    }

    private let startedAt = Int64(Date().timeIntervalSince1970)
    private let counts = Mutex(Counts())

    /// - Parameter route: the template; nil where none took the request.
    func count(route: String?, status: Int) {
        let key = RouteStatus(route: route ?? "none", status: status)
        counts.withLock { $0.requests[key, default: 0] += 1 }
    }

    func count(decision: DecisionCode) {
        counts.withLock { $0.decisions[decision, default: 0] += 1 }
    }

    /// - Parameter lines: how many came to what.
    func count(usage lines: [UsageTally.Word: Int]) {
        counts.withLock { $0.usageLines.merge(lines, uniquingKeysWith: +) }
    }

    func text(_ view: LedgerView) -> String {
        let counts = counts.withLock { $0 }
        var text = MetricsText()
        text.family("keyledger_entries_total", "counter", "Entries in the log.")
        text.sample([:], Int64(clamping: view.position))
        text.family(
            "keyledger_commit_position", "gauge",
            "The sequence after the last durable entry that readers see.")
        text.sample([:], Int64(clamping: view.position))
        text.family("keyledger_requests_total", "counter", "Requests by route and status.")
        let requests = counts.requests.sorted {
            ($0.key.route, $0.key.status) < ($1.key.route, $1.key.status)
        }
        for (key, count) in requests {
            text.sample(["route": key.route, "status": String(key.status)], Int64(count))
        }
        text.family("keyledger_decisions_total", "counter", "Authorize answers by code.")
        for code in DecisionCode.allCases {
            text.sample(["code": code.rawValue], Int64(counts.decisions[code] ?? 0))
        }
        text.family("keyledger_usage_lines_total", "counter", "Usage lines by result.")
        for word in UsageTally.Word.allCases {
            text.sample(["result": word.rawValue], Int64(counts.usageLines[word] ?? 0))
        }
        text.family(
            "keyledger_process_start_time_seconds", "gauge",
            "When the process began, in seconds since 1970.")
        text.sample([:], startedAt)
        if let bytes = ProcessFigures.residentBytes {
            text.family("process_resident_memory_bytes", "gauge", "Memory in use, in bytes.")
            text.sample([:], bytes)
        }
        if let files = ProcessFigures.openFiles {
            text.family("process_open_fds", "gauge", "Open files and connections.")
            text.sample([:], files)
        }
        return text.text
    }
}

/// Prometheus' text format. Labels are our own words and need no escaping.
private struct MetricsText {
    private(set) var text = ""
    private var name = ""

    mutating func family(_ name: String, _ type: String, _ help: String) {
        self.name = name
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
    }

    mutating func sample(_ labels: KeyValuePairs<String, String>, _ value: Int64) {
        let pairs = labels.map { "\($0.key)=\"\($0.value)\"" }.joined(separator: ",")
        text += "\(name)\(pairs.isEmpty ? "" : "{\(pairs)}") \(value)\n"
    }
}
