package import LedgerCore
import Projections

/// What the calls of one key came to.
package struct KeyUsage: Sendable, Equatable {
    /// Calls of one operation that ended alike.
    package struct Line: Sendable, Equatable {
        /// Nil of denials that were only counted.
        package var operation: String?
        package var outcome: Outcome
        package var calls: Int128
    }

    /// The most calls first.
    package var lines: [Line] = []

    /// The calls that passed.
    package var allowed: Int128 { calls(.allowed) }
    /// The calls that were refused.
    package var denied: Int128 { calls(.denied) }

    private func calls(_ outcome: Outcome) -> Int128 {
        lines.reduce(0) { $0 + ($1.outcome == outcome ? $1.calls : 0) }
    }
}

extension LedgerView {
    /// The calls of a key at `times` by operation and outcome. Calls of a backfill that is not
    /// committed are left out.
    ///
    /// Whole quarter hours of sealed segments come from their indexes; a range that begins or ends
    /// within one costs the reading of its entries.
    /// - Returns: no lines for a key that is not known.
    package func usage(
        ofKey id: String, at times: Range<Timestamp>
    ) throws(LedgerError) -> KeyUsage {
        guard let key = state.keyIndex(id) else { return KeyUsage() }
        var lines: [KeyUsageLine: Int128] = [:]
        try forEachUsage(of: .key(key), at: times) { fact in
            guard counts(fact.kind) else { return true }
            let line = KeyUsageLine(operation: fact.kind.operation, outcome: fact.kind.outcome)
            lines[line, default: 0] += fact.calls
            return true
        }
        var usage = KeyUsage()
        usage.lines = lines.filter { $0.value != 0 }.map {
            KeyUsage.Line(operation: $0.operation, outcome: $0.outcome, calls: $1)
        }.sorted {
            if $0.calls != $1.calls { return $0.calls > $1.calls }
            if $0.operation != $1.operation { return ($0.operation ?? "") < ($1.operation ?? "") }
            return $0.outcome == .allowed && $1.outcome == .denied
        }
        return usage
    }

    /// Whether records of a kind count as usage: not those of a backfill that is not committed.
    func counts(_ kind: UsageKind) -> Bool {
        kind.backfill.map { state.backfill($0)?.status == .committed } ?? true
    }
}

private struct KeyUsageLine: Hashable {
    let operation: String?
    let outcome: Outcome
}
