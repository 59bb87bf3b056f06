import LedgerCore
import LedgerTesting
import Testing

@Suite struct EntryUsageLeafTests {
    @Test("The leaf of a template, filled in, is the leaf of the entry", arguments: Seed.all)
    func filled(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        let blind = (0..<16).map { _ in UInt8.random(in: 0...255, using: &generator) }
        // Used again, as where it is fast.
        var text = LeafText()
        for _ in 0..<400 {
            let entry = Entry.random(
                .usageRecorded, presence: generator.element(of: Presence.allCases),
                using: &generator)
            guard case .usageRecorded(let usage) = entry.body else { continue }
            let leaf = entry.leaf(blind: blind)
            UsageLeaf(entry).write(to: &text, textBytes: leaf.count) { slot, cursor in
                fill(slot, of: entry, usage, blind, &cursor)
            }
            #expect(text.withBytes { bytes in bytes.indices.map { bytes[$0] } } == leaf)
        }
    }

    private func fill(
        _ slot: UsageLeaf.Slot, of entry: Entry, _ usage: UsageRecorded, _ blind: [UInt8],
        _ text: inout LeafCursor
    ) {
        switch slot {
        case .actorPersonal: text.hexadecimal(entry.actorPersonal?.commitment ?? .zero)
        case .blind: text.hexadecimal(blind.span)
        case .amount(let place): text.integer(usage.quantities.items[place].quantity)
        case .durationUs: text.integer(usage.durationUs ?? 0)
        case .operation: text.string(usage.operation.utf8Span.span)
        case .requestBytes: text.integer(usage.requestBytes ?? 0)
        case .responseBytes: text.integer(usage.responseBytes ?? 0)
        case .traceID: text.string((usage.traceID ?? "").utf8Span.span)
        case .id: text.string((entry.id ?? "").utf8Span.span)
        case .key: text.string((entry.key ?? "").utf8Span.span)
        case .personal: text.hexadecimal(entry.personal?.commitment ?? .zero)
        case .recordedAt: text.time(entry.recordedAt)
        case .sequence: text.integer(entry.sequence)
        case .tenant: text.string(entry.tenant.utf8Span.span)
        case .time: text.time(entry.time ?? entry.recordedAt)
        }
    }
}
