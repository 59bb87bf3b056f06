package import LedgerCore
import Projections

/// Who used a key: from where, with what, for what, and what was refused. Computed from the entries
/// themselves.
package struct WhoReport: Sendable {
    /// How often something was seen, and when.
    package struct Sighting: Sendable, Equatable {
        package var value: String
        /// Calls that passed.
        package var allowed: Int128 = 0
        /// Calls that were refused.
        package var denied: Int128 = 0
        package var firstSeen: Timestamp
        package var lastSeen: Timestamp
    }

    package var allowed: Int128 = 0
    package var denied: Int128 = 0
    package var firstSeen: Timestamp?
    package var lastSeen: Timestamp?
    /// Each list begins with what was seen most.
    package var ips: [Sighting] = []
    package var userAgents: [Sighting] = []
    package var clients: [Sighting] = []
    package var operations: [Sighting] = []
    /// Why calls were refused.
    package var denialCodes: [Sighting] = []
    /// The errors of the API itself, of calls that passed.
    package var errorCodes: [Sighting] = []
}

extension LedgerView {
    /// Reads every call made with a key at `times`. Calls of a backfill that is not committed are
    /// left out.
    package func who(key: String, at times: Range<Timestamp>) throws(LedgerError) -> WhoReport {
        var scan = WhoScan(key: key, times: times)
        var filter = EntryFilter()
        filter.key = key
        filter.times = times
        try forEachCandidate(ofKey: key) { index throws(ProjectionError) in
            try filter.candidates(in: index, state)
        } _: { entry in
            scan.take(entry) { self.state.backfill($0)?.status == .committed }
            return true
        }
        return scan.report { self.open($0) }
    }
}

/// One pass over the log for one key.
private struct WhoScan {
    let key: String
    let times: Range<Timestamp>
    private var all = Sightings()
    private var operations = Sightings()
    private var clients = Sightings()
    private var denialCodes = Sightings()
    private var errorCodes = Sightings()
    /// Personal values are opened once each, at the end.
    private var personal: [SealedPersonal: WhoReport.Sighting] = [:]

    init(key: String, times: Range<Timestamp>) {
        self.key = key
        self.times = times
    }

    mutating func take(_ entry: Entry, isCommitted: (String) -> Bool) {
        guard entry.key == key else { return }
        let time = entry.time ?? entry.recordedAt
        guard times.contains(time) else { return }
        switch entry.body {
        case .usageRecorded(let usage):
            guard usage.backfill.map(isCommitted) ?? true else { return }
            let isDenied = usage.outcome == .denied
            let calls = Int128(usage.quantities[Meter.calls])
            let seen = Seen(
                time: time, allowed: isDenied ? 0 : calls, denied: isDenied ? calls : 0)
            take(entry, seen, operation: usage.operation, client: usage.client)
            guard let code = usage.code else { return }
            if isDenied { denialCodes.add(code, seen) } else { errorCodes.add(code, seen) }
        case .usageDenied(let usage):
            let seen = Seen(time: time, allowed: 0, denied: 1)
            take(entry, seen, operation: usage.operation, client: usage.client)
            denialCodes.add(usage.code, seen)
        case .usageDeniedAggregate(let usage):
            for item in usage.counts.items {
                let seen = Seen(time: time, allowed: 0, denied: Int128(item.quantity))
                all.add("", seen)
                denialCodes.add(item.meter, seen)
            }
        default: return
        }
    }

    private mutating func take(_ entry: Entry, _ seen: Seen, operation: String, client: String?) {
        all.add("", seen)
        operations.add(operation, seen)
        if let client { clients.add(client, seen) }
        if let sealed = entry.personal { personal[sealed, default: seen.sighting("")].add(seen) }
    }

    func report(open: (SealedPersonal) -> PersonalValues?) -> WhoReport {
        var ips = Sightings()
        var userAgents = Sightings()
        for (sealed, sighting) in personal {
            guard let values = open(sealed) else { continue }
            if let ip = values.ip { ips.add(ip, sighting) }
            if let userAgent = values.userAgent { userAgents.add(userAgent, sighting) }
        }
        var report = WhoReport()
        if let total = all.ranked.first {
            report.allowed = total.allowed
            report.denied = total.denied
            report.firstSeen = total.firstSeen
            report.lastSeen = total.lastSeen
        }
        report.ips = ips.ranked
        report.userAgents = userAgents.ranked
        report.clients = clients.ranked
        report.operations = operations.ranked
        report.denialCodes = denialCodes.ranked
        report.errorCodes = errorCodes.ranked
        return report
    }
}

/// One entry's worth of calls.
private struct Seen {
    var time: Timestamp
    var allowed: Int128
    var denied: Int128

    /// A sighting of `value` at that time, with nothing counted yet.
    func sighting(_ value: String) -> WhoReport.Sighting {
        WhoReport.Sighting(value: value, firstSeen: time, lastSeen: time)
    }
}

private struct Sightings {
    private var sightings: [String: WhoReport.Sighting] = [:]

    mutating func add(_ value: String, _ seen: Seen) {
        sightings[value, default: seen.sighting(value)].add(seen)
    }

    mutating func add(_ value: String, _ other: WhoReport.Sighting) {
        var sum = sightings[value] ?? other
        guard sightings[value] != nil else {
            sum.value = value
            sightings[value] = sum
            return
        }
        sum.allowed += other.allowed
        sum.denied += other.denied
        sum.firstSeen = min(sum.firstSeen, other.firstSeen)
        sum.lastSeen = max(sum.lastSeen, other.lastSeen)
        sightings[value] = sum
    }

    /// What was seen most first; equals by their text.
    var ranked: [WhoReport.Sighting] {
        sightings.values.sorted {
            let (a, b) = ($0.allowed + $0.denied, $1.allowed + $1.denied)
            return a == b ? $0.value < $1.value : a > b
        }
    }
}

extension WhoReport.Sighting {
    fileprivate mutating func add(_ seen: Seen) {
        allowed += seen.allowed
        denied += seen.denied
        firstSeen = min(firstSeen, seen.time)
        lastSeen = max(lastSeen, seen.time)
    }
}
