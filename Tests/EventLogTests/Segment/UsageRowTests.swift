import EventLog
import LedgerCore
import LedgerTesting
import Testing

@Suite struct UsageRowTests {
    @Test(arguments: 0..<40 as Range<UInt64>)
    func `A usage row says what the entry says, and its template is a row`(seed: UInt64) throws {
        var found = 0
        for entry in SegmentSample.random(seed: seed).entries {
            var writer = RowWriter()
            entry.write(to: &writer)
            let dictionary = writer.dictionary.built
            var template: [UInt8] = []
            let row = try UsageRow.read(writer.row.bytes.span, template: &template)
            guard case .usageRecorded(let usage) = entry.body,
                usage.quantities.items.count <= 8
            else {
                #expect(row == nil)
                continue
            }
            found += 1
            try expect(try #require(row), writer.row.bytes, dictionary, entry, usage)

            var reader = RowReader(row: ByteReader(template), dictionary: dictionary)
            let read = try Entry.read(sequence: 1, recordedAt: .start, from: &reader)
            #expect(reader.row.isAtEnd)
            #expect(read == zeroed(entry, usage, dictionary))
        }
        #expect(found > 50)
    }

    private func expect(
        _ row: UsageRow, _ bytes: [UInt8], _ dictionary: FrameDictionary, _ entry: Entry,
        _ usage: UsageRecorded
    ) throws {
        func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
        #expect(try dictionary.term(Int(row.tenant)) == entry.tenant)
        #expect(try row.key.map { try dictionary.term(Int($0)) } == entry.key)
        #expect(
            row.time.map { entry.recordedAt.microseconds &+ $0 } == entry.time?.microseconds)
        #expect(row.id.map(text) == entry.id)
        #expect(try row.personal.map { try dictionary.personal(Int($0)) } == entry.personal)
        #expect(
            try row.actorPersonal.map { try dictionary.personal(Int($0)) } == entry.actorPersonal)
        #expect(try dictionary.term(Int(row.operation)) == usage.operation)
        #expect(row.durationUs == usage.durationUs ?? 0)
        #expect(row.requestBytes == usage.requestBytes ?? 0)
        #expect(row.responseBytes == usage.responseBytes ?? 0)
        #expect(row.traceID.map(text) == usage.traceID)
        for (index, item) in usage.quantities.items.enumerated() {
            #expect(row.amounts[index] == item.quantity)
        }
    }

    /// The entry with zero for all that differs from call to call.
    private func zeroed(
        _ entry: Entry, _ usage: UsageRecorded, _ dictionary: FrameDictionary
    ) -> Entry {
        var usage = usage
        usage.operation = dictionary.terms[0]
        usage.durationUs = usage.durationUs.map { _ in 0 }
        usage.requestBytes = usage.requestBytes.map { _ in 0 }
        usage.responseBytes = usage.responseBytes.map { _ in 0 }
        usage.traceID = usage.traceID.map { _ in "" }
        usage.quantities = usage.quantities.withAmounts { _ in 0 }
        var zeroed = entry
        zeroed.body = .usageRecorded(usage)
        zeroed.sequence = 1
        zeroed.recordedAt = .start
        zeroed.tenant = dictionary.terms[0]
        zeroed.key = entry.key.map { _ in dictionary.terms[0] }
        zeroed.time = entry.time.map { _ in .start }
        zeroed.id = entry.id.map { _ in "" }
        zeroed.personal = entry.personal.map { _ in dictionary.personals[0] }
        zeroed.actorPersonal = entry.actorPersonal.map { _ in dictionary.personals[0] }
        return zeroed
    }

    @Test func `A cut row is refused, a changed one where the reader of entries does`()
        throws
    {
        var random = SplitMix64(seed: 5)
        for entry in SegmentSample.random(seed: 5, usage: 10).entries.prefix(60) {
            var writer = RowWriter()
            entry.write(to: &writer)
            let dictionary = writer.dictionary.built
            var template: [UInt8] = []
            guard try UsageRow.read(writer.row.bytes.span, template: &template) != nil else {
                continue
            }
            for index in writer.row.bytes.indices {
                var changed = writer.row.bytes
                changed[index] = UInt8.random(in: 0...255, using: &random)
                var reader = RowReader(row: ByteReader(changed), dictionary: dictionary)
                let isEntry =
                    (try? Entry.read(sequence: 0, recordedAt: .start, from: &reader)) != nil
                    && reader.row.isAtEnd
                let row = try? UsageRow.read(changed.span, template: &template)
                if isEntry, changed[0] == EntryType.usageRecorded.rawValue { #expect(row != nil) }
                let cut = Array(writer.row.bytes[..<index])
                #expect(throws: FormatError.self) {
                    try UsageRow.read(cut.span, template: &template)
                }
            }
        }
    }
}
