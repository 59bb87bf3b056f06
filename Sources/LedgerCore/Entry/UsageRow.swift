/// The values of a row of `usage.recorded` that differ from call to call, as the frame numbers
/// them, read without making an `Entry`.
///
/// What is left of the row is its *template*: the same row with each of these values zero (term 0,
/// personal value 0, integer 0, the empty text). A template is a row itself, so that its shape is
/// checked once, by reading it as one. Rows of calls that differ in these values only have one
/// template.
package struct UsageRow: Sendable, Equatable {
    /// The number of the tenant's term.
    package var tenant: UInt64 = 0
    /// The number of the key's term.
    package var key: UInt64?
    /// Microseconds after the time of recording; wraps around.
    package var time: Int64?
    /// Where in the row the UTF-8 bytes of the id are.
    package var id: Range<Int>?
    /// The number of the call's personal values.
    package var personal: UInt64?
    /// The number of the actor's personal values.
    package var actorPersonal: UInt64?
    /// The number of the operation's term.
    package var operation: UInt64 = 0
    /// Zero where it is absent, as the others here; the template tells.
    package var durationUs: Int64 = 0
    package var requestBytes: Int64 = 0
    package var responseBytes: Int64 = 0
    /// Amounts in the order of their meters' names, which the template has.
    package var amounts = Amounts(repeating: 0)
    /// Where in the row the UTF-8 bytes of the trace id are.
    package var traceID: Range<Int>?

    /// As many amounts as a usage record may have.
    package typealias Amounts = InlineArray<8, Int64>

    package init() {}

    package static func == (one: UsageRow, other: UsageRow) -> Bool {
        one.tenant == other.tenant && one.key == other.key && one.time == other.time
            && one.id == other.id && one.personal == other.personal
            && one.actorPersonal == other.actorPersonal && one.operation == other.operation
            && one.durationUs == other.durationUs && one.requestBytes == other.requestBytes
            && one.responseBytes == other.responseBytes && one.traceID == other.traceID
            && one.amounts.indices.allSatisfy { one.amounts[$0] == other.amounts[$0] }
    }
}

extension UsageRow {
    /// Reads a row. Total: any bytes give a value or a `FormatError`; what stands in the template
    /// is held against the dictionary when that is read.
    /// - Parameter template: what was in it is replaced by the row's template.
    /// - Returns: nil for a row of another type, or with more amounts than a usage record may have.
    package static func read(
        _ row: Span<UInt8>, template: inout [UInt8]
    ) throws(FormatError) -> UsageRow? {
        guard row.count >= 2 else { throw .truncated }
        guard row[0] == EntryType.usageRecorded.rawValue else { return nil }
        var reading = UsageRowReading(presence: row[1])
        template.removeAll(keepingCapacity: true)
        try reading.readCommon(row, &template)
        guard try reading.readPayload(row, &template) else { return nil }
        guard reading.offset == row.count else { throw .malformed("end of a row") }
        reading.keep(upTo: row.count, row, &template)
        return reading.value
    }
}

/// A row on its way into values and template.
private struct UsageRowReading {
    let presence: UInt8
    var value = UsageRow()
    var offset = 2
    /// Where the part of the row begins that goes into the template as it is.
    private var keptFrom = 0

    init(presence: UInt8) { self.presence = presence }

    mutating func readCommon(
        _ row: Span<UInt8>, _ template: inout [UInt8]
    ) throws(FormatError) {
        guard presence < 0x80 else { throw .malformed("presence") }
        value.tenant = try cut(row, &template)
        while true {
            let field = try byte(row)
            if field == 0 { break }
            guard field <= 3 else { throw .unknownField("Actor", field) }
            _ = try unsigned(row)
        }
        if presence & 1 != 0 { value.key = try cut(row, &template) }
        if presence & 2 != 0 { value.time = try cutSigned(row, &template) }
        if presence & 4 != 0 { _ = try unsigned(row) }
        if presence & 8 != 0 { value.id = try cutText(row, &template) }
        if presence & 16 != 0 { value.personal = try cut(row, &template) }
        if presence & 32 != 0 { value.actorPersonal = try cut(row, &template) }
        if presence & 64 != 0 { try skipTerms(row) }
    }

    /// - Returns: false where there are too many amounts.
    mutating func readPayload(
        _ row: Span<UInt8>, _ template: inout [UInt8]
    ) throws(FormatError) -> Bool {
        while true {
            let field = try byte(row)
            switch field {
            case 0: return true
            case 1: break
            case 2, 3, 4, 8, 9, 14, 15, 17: _ = try unsigned(row)
            case 5: value.durationUs = try cutSigned(row, &template)
            case 6, 13: try skipTerms(row)
            case 7: value.operation = try cut(row, &template)
            case 10: guard try readAmounts(row, &template) else { return false }
            case 11: value.requestBytes = try cutSigned(row, &template)
            case 12: value.responseBytes = try cutSigned(row, &template)
            case 16: value.traceID = try cutText(row, &template)
            default: throw .unknownField("UsageRecorded", field)
            }
        }
    }

    private mutating func readAmounts(
        _ row: Span<UInt8>, _ template: inout [UInt8]
    ) throws(FormatError) -> Bool {
        let count = try unsigned(row)
        guard count <= UInt64(value.amounts.count) else { return false }
        for index in 0..<Int(count) {
            _ = try unsigned(row)
            value.amounts[index] = try cutSigned(row, &template)
        }
        return true
    }

    private mutating func skipTerms(_ row: Span<UInt8>) throws(FormatError) {
        let count = try unsigned(row)
        guard count <= UInt64(row.count - offset) else { throw .truncated }
        for _ in 0..<count { _ = try unsigned(row) }
    }
}

extension UsageRowReading {
    /// Adds to the template what of the row was not cut out since the last value that was.
    mutating func keep(upTo end: Int, _ row: Span<UInt8>, _ template: inout [UInt8]) {
        template.append(copying: row.extracting(keptFrom..<end))
    }

    private mutating func cut(
        from start: Int, _ row: Span<UInt8>, _ template: inout [UInt8]
    ) {
        keep(upTo: start, row, &template)
        template.append(0)
        keptFrom = offset
    }

    private mutating func cut(
        _ row: Span<UInt8>, _ template: inout [UInt8]
    ) throws(FormatError) -> UInt64 {
        let start = offset
        let value = try unsigned(row)
        cut(from: start, row, &template)
        return value
    }

    private mutating func cutSigned(
        _ row: Span<UInt8>, _ template: inout [UInt8]
    ) throws(FormatError) -> Int64 {
        let raw = try cut(row, &template)
        return Int64(bitPattern: raw >> 1) ^ -Int64(bitPattern: raw & 1)
    }

    private mutating func cutText(
        _ row: Span<UInt8>, _ template: inout [UInt8]
    ) throws(FormatError) -> Range<Int> {
        let start = offset
        let count = try unsigned(row)
        guard count <= UInt64(row.count - offset) else { throw .truncated }
        let text = offset..<(offset + Int(count))
        offset = text.upperBound
        cut(from: start, row, &template)
        return text
    }

    @inline(__always)
    private mutating func byte(_ row: Span<UInt8>) throws(FormatError) -> UInt8 {
        guard offset < row.count else { throw .truncated }
        defer { offset += 1 }
        return row[offset]
    }

    /// The integers of `ByteReader.unsigned`, with the same refusals.
    @inline(__always)
    private mutating func unsigned(_ row: Span<UInt8>) throws(FormatError) -> UInt64 {
        let first = try byte(row)
        return first < 0x80 ? UInt64(first) : try longUnsigned(row, UInt64(first & 0x7F))
    }

    private mutating func longUnsigned(
        _ row: Span<UInt8>, _ low: UInt64
    ) throws(FormatError) -> UInt64 {
        var value = low
        var shift: UInt64 = 7
        while true {
            let next = try byte(row)
            guard shift < 63 || next <= 1 else { throw .malformed("integer") }
            value |= UInt64(next & 0x7F) << shift
            if next < 0x80 {
                guard next != 0 else { throw .malformed("integer") }
                return value
            }
            shift += 7
        }
    }
}
