import LedgerCore

/// The pairs of key and tenant that a segment's entries are of, in the order of the file.
struct SegmentKeys {
    /// How many pairs there are.
    let count: Int
    private let withoutKey: Int
    private let packed: Int
    private let tenants: LongColumn
    private let rows: LongColumn
    private let usageLow: LongColumn
    private let usageHigh: LongColumn
    private let states: LongColumn
    private let lastUsed: LongColumn
    private let lastSeen: LongColumn
    private let listEnds: LongColumn
    private let terms: LongColumn

    /// - Parameters:
    ///   - rowCount: the entries of the segment, and so the most pairs.
    ///   - idBytes: the bytes of the section of packed ids.
    init(
        rowCount: Int, idBytes: Int, from reader: inout SpanReader, in bytes: RawSpan
    ) throws(FormatError) {
        withoutKey = try reader.count(bytes, most: rowCount)
        packed = try reader.count(bytes, most: rowCount)
        tenants = try LongColumn(most: rowCount, from: &reader, in: bytes)
        count = tenants.count
        rows = try LongColumn(most: count, from: &reader, in: bytes)
        usageLow = try LongColumn(most: count, from: &reader, in: bytes)
        usageHigh = try LongColumn(most: count, from: &reader, in: bytes)
        states = try LongColumn(most: count, from: &reader, in: bytes)
        lastUsed = try LongColumn(most: count, from: &reader, in: bytes)
        lastSeen = try LongColumn(most: count, from: &reader, in: bytes)
        listEnds = try LongColumn(most: count, from: &reader, in: bytes)
        terms = try LongColumn(most: count, from: &reader, in: bytes)
        let lengths = [rows, usageLow, usageHigh, states, lastUsed, lastSeen, listEnds]
        guard lengths.allSatisfy({ $0.count == count }), count > 0,
            withoutKey + packed + terms.count == count,
            idBytes == packed * PackedKeyID.byteCount, reader.remaining == 0
        else { throw .malformed("section of keys") }
    }

    /// Where a pair's id is.
    enum Form {
        case none
        /// A packed id, by its index.
        case packed(Int)
        /// A term, by its number.
        case term(Int)
    }

    func form(_ pair: Int, terms termCount: Int, in bytes: RawSpan) throws(FormatError) -> Form {
        if pair < withoutKey { return .none }
        if pair < withoutKey + packed { return .packed(pair - withoutKey) }
        return .term(try terms.index(pair - withoutKey - packed, below: termCount, in: bytes))
    }

    /// The pairs whose ids are of the same form as an id.
    func range(isPacked: Bool) -> Range<Int> {
        isPacked ? withoutKey..<(withoutKey + packed) : (withoutKey + packed)..<count
    }

    func tenant(_ pair: Int, terms termCount: Int, in bytes: RawSpan) throws(FormatError) -> Int {
        try tenants.index(pair, below: termCount, in: bytes)
    }

    func rows(_ pair: Int, in bytes: RawSpan) -> Int { Int(clamping: rows.value(pair, in: bytes)) }

    /// How the key was used before the segment began.
    func use(_ pair: Int, in bytes: RawSpan) -> KeyUse {
        var use = KeyUse()
        let state = states.value(pair, in: bytes)
        let used = lastUsed.value(pair, in: bytes)
        if state & SegmentKeyState.used != 0 { use.lastUsed = Timestamp(microseconds: used) }
        if state & SegmentKeyState.seen != 0 {
            use.lastSeen = Timestamp(microseconds: used &+ lastSeen.value(pair, in: bytes))
        }
        let low = UInt64(bitPattern: usageLow.value(pair, in: bytes))
        use.usageCount = Int128(usageHigh.value(pair, in: bytes)) << 64 | Int128(low)
        return use
    }

    /// The number in the lists of a pair's personal value at an index.
    func listIndex(_ index: Int64, of pair: Int, in bytes: RawSpan) throws(FormatError) -> Int {
        let start = pair == 0 ? 0 : listEnds.value(pair - 1, in: bytes)
        let end = listEnds.value(pair, in: bytes)
        guard index >= 0, start >= 0, start <= end, index < end - start else {
            throw .malformed("number of a personal value")
        }
        return Int(start + index)
    }
}
