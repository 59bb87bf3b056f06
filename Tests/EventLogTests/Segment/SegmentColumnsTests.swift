import EventLog
import LedgerCore
import LedgerTesting
import Testing

@Suite struct SegmentColumnsTests {
    @Test(arguments: 0..<6 as Range<UInt64>, [0, 5, 10])
    func `The columns of the blocks say what the entries say`(seed: UInt64, usage: Int) throws {
        let folder = try TemporaryFolder()
        let sample = SegmentSample.random(seed: seed, count: 2_304, usage: usage)
        let segment = try Segment(try sample.seal(in: folder.path), in: folder.path)
        let dictionary = try segment.loadDictionary()
        let keys = try segment.keys()
        var columns = SegmentColumns(.all)
        var read = 0
        try segment.forEachBlock(into: &columns) { columns in
            #expect(columns.firstSequence == sample.first + UInt64(read))
            var whole = columns.wholeRows[...]
            for row in 0..<columns.count {
                let entry = sample.entries[read]
                read += 1
                #expect(columns.recordedAt[row] == entry.recordedAt.microseconds)
                #expect(keys[Int(columns.keys[row])].id == entry.key)
                #expect(keys[Int(columns.keys[row])].tenant == entry.tenant)
                let id = columns.withID(row) { id in
                    String(decoding: (0..<id.count).map { id[$0] }, as: UTF8.self)
                }
                #expect(id == entry.id ?? "")
                if columns.templates[row] == dictionary.templates.count {
                    let next = whole.popFirst()
                    #expect(next?.row == row)
                    #expect(next?.entry == entry)
                } else {
                    expect(columns, row, dictionary, entry)
                }
            }
            #expect(whole.isEmpty)
            return true
        }
        #expect(read == sample.entries.count)
    }

    private func expect(
        _ columns: SegmentColumns, _ row: Int, _ dictionary: SegmentDictionary, _ entry: Entry
    ) {
        guard case .usageRecorded(let usage) = entry.body else {
            Issue.record("entry \(entry.sequence) is no usage record")
            return
        }
        let template = dictionary.templates[Int(columns.templates[row])]
        #expect(template.actor == entry.actor)
        #expect(template.source == entry.source)
        #expect(template.defaulted == entry.defaulted)
        #expect(template.hasID == (entry.id != nil))
        #expect(template.hasTime == (entry.time != nil))
        #expect(template.hasPersonal == (entry.personal != nil))
        #expect(template.usage.outcome == usage.outcome)
        #expect(template.usage.status == usage.status)
        #expect(template.usage.backfill == usage.backfill)
        #expect(template.meters == usage.quantities.items.map(\.meter))
        for (place, item) in usage.quantities.items.enumerated() {
            #expect(columns.amounts[place][row] == item.quantity)
        }
        if let time = entry.time { #expect(columns.times[row] == time.microseconds) }
        #expect(dictionary.operations[Int(columns.operations[row])] == usage.operation)
        if let duration = usage.durationUs { #expect(columns.durationsUs[row] == duration) }
        if let bytes = usage.requestBytes { #expect(columns.requestBytes[row] == bytes) }
        if let bytes = usage.responseBytes { #expect(columns.responseBytes[row] == bytes) }
    }

    @Test func `A pass begins with the block of a sequence and ends when it is told`()
        throws
    {
        let folder = try TemporaryFolder()
        let sample = SegmentSample.random(seed: 3, count: 3_072)
        let segment = try Segment(try sample.seal(in: folder.path), in: folder.path)
        var columns = SegmentColumns([])
        for (start, first) in [(0, 0), (1_023, 0), (1_024, 1_024), (3_071, 2_048)] {
            var firsts: [UInt64] = []
            try segment.forEachBlock(from: sample.first + UInt64(start), into: &columns) {
                firsts.append($0.firstSequence)
                return false
            }
            #expect(firsts == [sample.first + UInt64(first)])
        }
    }

    @Test func `Personal values are numbered over the segment, each once`() throws {
        let folder = try TemporaryFolder()
        let sample = SegmentSample.random(seed: 5, count: 1_024, usage: 10)
        let segment = try Segment(try sample.seal(in: folder.path), in: folder.path)
        let dictionary = try segment.loadDictionary()
        var commitments: [Int64: Digest] = [:]
        var columns = SegmentColumns(.personals)
        try segment.forEachBlock(into: &columns) { columns in
            for row in 0..<columns.count
            where columns.templates[row] < dictionary.templates.count {
                guard let personal = sample.entries[row].personal else { continue }
                let number = columns.personals[row]
                #expect(commitments[number] ?? personal.commitment == personal.commitment)
                commitments[number] = personal.commitment
            }
            return true
        }
        #expect(Set(commitments.values).count == commitments.count)
        for (number, commitment) in commitments {
            let sealed = try segment.personal(Int(number))
            #expect(sealed.commitment == commitment)
        }
    }
}
