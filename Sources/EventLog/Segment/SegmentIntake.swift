import LedgerCore

/// The entries of a segment on their way from frames into columns: some 60 bytes for a usage record
/// with an id, never an `Entry` longer than it takes to cut it up.
struct SegmentIntake {
    let firstSequence: UInt64
    /// How many entries there are so far.
    private(set) var count = 0
    private(set) var lastRecordedAt: Timestamp?

    /// Of each frame: its first row here, its time, its rules.
    private(set) var frameRows: [Int64] = []
    private(set) var frameTimes: [Int64] = []
    private(set) var frameRules: [Int64] = []

    /// A column of integers each, as in the file but for the numbers, which become final at the
    /// end.
    private(set) var columns = [[Int64]](repeating: [], count: SegmentColumn.count)
    var ids = TextRows()
    var traceIDs = TextRows()
    var rows = TextRows()

    /// The texts of the segment.
    private(set) var writer = RowWriter()
    private(set) var templates = SegmentCountedTable<[UInt8]>()
    /// Numbers of terms.
    private(set) var operations = SegmentCountedTable<Int>()
    private(set) var keys = SegmentKeyTable()
    private(set) var personals = SegmentPersonalTable()

    /// What a row stored whole has for the number of its template until that of templates is known.
    static let wholeRow: Int64 = -1
    /// Stands for any personal value in a template or a row stored whole.
    static let anyPersonal = SealedPersonal(holder: "", commitment: .zero, ciphertext: [])

    /// The leaves of the entries so far.
    private(set) var leaves: SegmentLeaves
    /// The ids that the entries bind.
    private(set) var boundIDs: [BoundID] = []

    private let hashing: IDHashing
    /// By template: the namespace of the ids.
    private var sources: [String?] = []
    private var template: [UInt8] = []

    /// - Parameters:
    ///   - sequences: those of the segment.
    ///   - blinding: the blinds of the leaves.
    ///   - hashing: how ids are hashed for the dedup.
    init(sequences: Range<UInt64>, blinding: Blinding, hashing: IDHashing) {
        firstSequence = sequences.lowerBound
        leaves = SegmentLeaves(of: sequences, blinding: blinding)
        self.hashing = hashing
        boundIDs.reserveCapacity(sequences.count)
    }

    private var sequence: UInt64 { firstSequence + UInt64(count) }

    /// Stands for any text in a row stored whole; nil where there is none yet.
    private var anyTerm: String? {
        writer.dictionary.termCount > 0 ? writer.dictionary.term(0) : nil
    }

    /// The number of a text.
    /// - Parameter text: UTF-8.
    mutating func term(_ text: Span<UInt8>) -> Int { writer.dictionary.number(of: text) }

    /// Adds the entries of the next frame.
    /// - Throws: `damaged`, `newer_version` for a row that cannot be read.
    mutating func append(_ frame: Frame) throws(LogError) {
        frameRows.append(Int64(count))
        frameTimes.append(frame.recordedAt.microseconds)
        frameRules.append(Int64(frame.rulesVersion))
        lastRecordedAt = frame.recordedAt
        leaves.beginFrame(recordedAt: frame.recordedAt)
        let texts = FlatTexts(json: frame.terms)
        var numbers = FrameNumbers(frame)
        // Most frames have nothing but usage records.
        var reader: FrameReader?
        for index in 0..<frame.count {
            do throws(FormatError) {
                let range = frame.rowRange(index)
                let row = frame.bytes.span.extracting(range)
                if let usage = try UsageRow.read(row, template: &template) {
                    try append(usage, row, frame, texts, &numbers)
                } else {
                    let whole = reader ?? FrameReader(frame)
                    reader = whole
                    appendWhole(try whole.read(index))
                }
            } catch {
                throw LogError(error, place: "\(frame.place), entry \(sequence)")
            }
            count += 1
        }
    }

    private mutating func append(
        _ usage: UsageRow, _ row: Span<UInt8>, _ frame: Frame, _ texts: FlatTexts,
        _ numbers: inout FrameNumbers
    ) throws(FormatError) {
        let shape = try numbers.template(template, in: &self)
        let pair = try numbers.pair(usage.key, tenant: usage.tenant, in: &self)
        let operation = try numbers.operation(usage.operation, in: &self)
        templates.countRow(of: shape)
        operations.countRow(of: operation)
        keys.countRow(of: pair)
        let time = usage.time.map { frame.recordedAt.microseconds &+ $0 }
        let personal = try numbers.place(usage.personal, pair: pair, in: &self)
        let actorPersonal = try numbers.place(usage.actorPersonal, pair: pair, in: &self)
        append(Int64(shape), .shape)
        append(Int64(pair), .key)
        append(time ?? columns[SegmentColumn.time.rawValue].last ?? 0, .time)
        append(Int64(personal), .personal)
        append(Int64(actorPersonal), .actorPersonal)
        append(Int64(operation), .operation)
        append(usage.durationUs, .durationUs)
        append(usage.requestBytes, .requestBytes)
        append(usage.responseBytes, .responseBytes)
        for slot in 0..<SegmentFormat.amountSlots {
            columns[SegmentColumn.firstAmount.rawValue + slot].append(usage.amounts[slot])
        }
        if let id = usage.id { ids.append(row.extracting(id)) } else { ids.appendAbsent() }
        if let traceID = usage.traceID {
            traceIDs.append(row.extracting(traceID))
        } else {
            traceIDs.appendAbsent()
        }
        rows.appendAbsent()
        try appendLeaf(usage, shape, row, frame, texts)
        if let source = sources[shape], let id = usage.id {
            let tenant = frame.terms.range(of: Int(clamping: usage.tenant))
            let hash = hashing.hash(
                usageOf: frame.terms.bytes.span.extracting(tenant), source: source,
                id: row.extracting(id))
            boundIDs.append(BoundID(hash: hash, sequence: sequence))
        }
    }

    /// - Parameter texts: the terms of the frame, as JSON.
    private mutating func appendLeaf(
        _ usage: UsageRow, _ shape: Int, _ row: Span<UInt8>, _ frame: Frame, _ texts: FlatTexts
    ) throws(FormatError) {
        var values = SegmentLeaves.Row()
        values.template = shape
        values.time.microseconds = frame.recordedAt.microseconds &+ (usage.time ?? 0)
        values.durationUs = usage.durationUs
        values.requestBytes = usage.requestBytes
        values.responseBytes = usage.responseBytes
        values.amounts = usage.amounts
        if let number = usage.personal {
            values.personal = try frame.personals.commitment(Int(clamping: number))
        }
        if let number = usage.actorPersonal {
            values.actorPersonal = try frame.personals.commitment(Int(clamping: number))
        }
        let terms = texts.bytes.span
        try leaves.append(
            values, tenant: terms.extracting(texts.range(of: Int(clamping: usage.tenant))),
            key: terms.extracting(usage.key.map { texts.range(of: Int(clamping: $0)) } ?? 0..<0),
            operation: terms.extracting(texts.range(of: Int(clamping: usage.operation))),
            id: row.extracting(usage.id ?? 0..<0), traceID: row.extracting(usage.traceID ?? 0..<0))
    }

    /// An entry that is no usage record, or one with more amounts than there are columns.
    private mutating func appendWhole(_ entry: Entry) {
        let key = entry.key ?? ""
        let pair = keys.number(
            of: key.utf8Span.span, isKey: entry.key != nil, tenant: term(entry.tenant.utf8Span.span)
        )
        keys.countRow(of: pair)
        append(Self.wholeRow, .shape)
        append(Int64(pair), .key)
        let time = entry.time?.microseconds
        append(time ?? columns[SegmentColumn.time.rawValue].last ?? 0, .time)
        for (personal, column) in [
            (entry.personal, SegmentColumn.personal), (entry.actorPersonal, .actorPersonal),
        ] {
            var place = 0
            if let personal { place = self.place(of: personal, in: pair) }
            append(Int64(place), column)
        }
        for column in SegmentColumn.operation.rawValue..<SegmentColumn.count {
            columns[column].append(0)
        }
        if let id = entry.id {
            let text = Array(id.utf8)
            ids.append(text.span)
        } else {
            ids.appendAbsent()
        }
        traceIDs.appendAbsent()
        writer.row = ByteWriter()
        write(entry)
        let row = writer.row.bytes
        rows.append(row.span)
        leaves.append(entry)
        if let id = hashing.boundID(of: entry) { boundIDs.append(id) }
    }

    private mutating func append(_ value: Int64, _ column: SegmentColumn) {
        columns[column.rawValue].append(value)
    }

    /// Writes the row of an entry without what the columns of all rows have: there it has the first
    /// term, personal value and time, and the empty id.
    private mutating func write(_ entry: Entry) {
        var rest = entry
        let any = anyTerm ?? entry.tenant
        rest.tenant = any
        if rest.key != nil { rest.key = any }
        if rest.time != nil { rest.time = rest.recordedAt }
        if rest.id != nil { rest.id = "" }
        if rest.personal != nil { rest.personal = Self.anyPersonal }
        if rest.actorPersonal != nil { rest.actorPersonal = Self.anyPersonal }
        rest.write(to: &writer)
    }

    /// The number of the template that a frame's is in the numbers of the segment.
    /// - Throws: where it is no row of a usage record.
    mutating func number(
        ofTemplate template: [UInt8], _ terms: FlatTexts
    ) throws(FormatError) -> Int {
        var reader = RowReader(
            row: ByteReader(template),
            dictionary: FrameDictionary(terms: terms, personals: [Self.anyPersonal]))
        var entry = try Entry.read(sequence: 0, recordedAt: .epoch, from: &reader)
        guard reader.row.isAtEnd, case .usageRecorded(var usage) = entry.body else {
            throw .malformed("row")
        }
        let prototype = entry
        usage.operation = anyTerm ?? entry.tenant
        entry.body = .usageRecorded(usage)
        writer.row = ByteWriter()
        write(entry)
        let number = templates.number(
            of: writer.row.bytes, hash: QuickHash.hash(unsafe writer.row.bytes.span.bytes))
        if number == sources.count {
            sources.append(prototype.source)
            leaves.addTemplate(prototype)
        }
        return number
    }

    /// The number of the term of a personal value's holder.
    mutating func holderTerm(of personal: Int) -> Int {
        let holder = personals.holders.text(personal)
        return term(holder.utf8Span.span)
    }

    /// The number of an operation, by the number of its term.
    mutating func number(ofOperation term: Int) -> Int {
        operations.number(of: term, hash: QuickHash.hash(UInt64(term), 0))
    }

    mutating func number(of key: Span<UInt8>, isKey: Bool, tenant: Int) -> Int {
        keys.number(of: key, isKey: isKey, tenant: tenant)
    }

    mutating func place(
        of commitment: Digest, holder: Span<UInt8>, ciphertext: Span<UInt8>, in pair: Int
    ) -> Int {
        let number = personals.number(of: commitment, holder: holder, ciphertext: ciphertext)
        return keys.place(of: number, in: pair)
    }

    private mutating func place(of personal: SealedPersonal, in pair: Int) -> Int {
        let (holder, ciphertext) = (personal.holder, personal.ciphertext)
        return place(
            of: personal.commitment, holder: holder.utf8Span.span, ciphertext: ciphertext.span,
            in: pair)
    }
}

extension Timestamp {
    /// 1970-01-01T00:00:00Z.
    static let epoch = Timestamp(microseconds: 0)
}
