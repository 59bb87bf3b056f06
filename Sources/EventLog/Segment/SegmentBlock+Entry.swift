import LedgerCore

extension SegmentBlock {
    /// An entry as far as a block and the dictionary tell.
    struct EntryCells {
        /// Sequence, time of recording, key and personal values are stand-ins.
        var entry: Entry
        /// The number of its pair of key and tenant.
        let pair: Int
        /// The number of its personal values.
        let personal: Int?
        /// The number of the actor's personal values.
        let actorPersonal: Int?
    }

    /// Reads the cells of a row.
    mutating func entry(
        _ row: Int, _ dictionary: SegmentDictionary, in bytes: RawSpan
    ) throws(FormatError) -> EntryCells {
        let templates = dictionary.templates
        let shape = try index(.shape, row, below: templates.count + 1, in: bytes)
        var entry: Entry
        if shape < templates.count {
            entry = templates[shape].prototype
            let usage = try usage(templates[shape].usage, row, dictionary, in: bytes)
            entry.body = .usageRecorded(usage)
        } else {
            entry = try wholeRow(row, dictionary, in: bytes)
        }
        let pair = try index(.key, row, below: dictionary.keys.count, in: bytes)
        let terms = dictionary.terms
        entry.tenant = terms[try dictionary.keys.tenant(pair, terms: terms.count, in: bytes)]
        if entry.time != nil {
            entry.time = Timestamp(microseconds: value(.time, row, in: bytes))
        }
        if entry.id != nil { entry.id = try text(.id, row, in: bytes) }
        return EntryCells(
            entry: entry, pair: pair,
            personal: try entry.personal.map { _ throws(FormatError) in
                try personal(.personal, row, pair, dictionary, in: bytes)
            },
            actorPersonal: try entry.actorPersonal.map { _ throws(FormatError) in
                try personal(.actorPersonal, row, pair, dictionary, in: bytes)
            })
    }

    private mutating func usage(
        _ template: UsageRecorded, _ row: Int, _ dictionary: SegmentDictionary, in bytes: RawSpan
    ) throws(FormatError) -> UsageRecorded {
        var usage = template
        usage.operation =
            dictionary.operations[
                try index(.operation, row, below: dictionary.operations.count, in: bytes)]
        usage.quantities = usage.quantities.withAmounts { amount($0, row, in: bytes) }
        if usage.durationUs != nil { usage.durationUs = value(.durationUs, row, in: bytes) }
        if usage.requestBytes != nil { usage.requestBytes = value(.requestBytes, row, in: bytes) }
        if usage.responseBytes != nil {
            usage.responseBytes = value(.responseBytes, row, in: bytes)
        }
        if usage.traceID != nil { usage.traceID = try text(.traceID, row, in: bytes) }
        return usage
    }

    private mutating func wholeRow(
        _ row: Int, _ dictionary: SegmentDictionary, in bytes: RawSpan
    ) throws(FormatError) -> Entry {
        var stored: [UInt8] = []
        guard try read(.row, row, in: bytes, into: &stored) else { throw .malformed("row") }
        var reader = RowReader(row: ByteReader(stored), dictionary: dictionary.rowDictionary)
        let entry = try Entry.read(sequence: 0, recordedAt: .epoch, from: &reader)
        guard reader.row.isAtEnd else { throw .malformed("end of a row") }
        return entry
    }

    private func personal(
        _ column: SegmentColumn, _ row: Int, _ pair: Int, _ dictionary: SegmentDictionary,
        in bytes: RawSpan
    ) throws(FormatError) -> Int {
        let listIndex = try dictionary.keys.listIndex(
            value(column, row, in: bytes), of: pair, in: bytes)
        return try dictionary.personals.number(listIndex, in: bytes)
    }
}
