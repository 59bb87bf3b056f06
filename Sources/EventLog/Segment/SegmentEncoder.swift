import Files
import LedgerCore
import Transparency
import Zstd

/// Turns gathered entries into the blocks and sections of a file.
struct SegmentEncoder: ~Copyable {
    private var intake: SegmentIntake
    private let order: SegmentKeyOrder
    /// By the number of a template or operation in the intake: its number in the file.
    private let templateNumbers: [Int]
    private let operationNumbers: [Int]
    private var compressor: ZstdCompressor

    init(_ intake: SegmentIntake) throws(ZstdError) {
        self.intake = intake
        order = SegmentKeyOrder(intake)
        templateNumbers = Self.inverted(intake.templates.byFrequency)
        operationNumbers = Self.inverted(intake.operations.byFrequency)
        compressor = try ZstdCompressor()
    }

    private static func inverted(_ order: [Int]) -> [Int] {
        var numbers = [Int](repeating: 0, count: order.count)
        for (number, item) in order.enumerated() { numbers[item] = number }
        return numbers
    }

    /// The bytes of the next block: the length of each column, then the columns.
    mutating func block(_ number: Int) throws(ZstdError) -> [UInt8] {
        let start = number * SegmentFormat.rowsPerBlock
        let rows = start..<min(start + SegmentFormat.rowsPerBlock, intake.count)
        var head = ByteWriter()
        var columns: [UInt8] = []
        var before = 0
        func close() {
            head.unsigned(UInt64(columns.count - before))
            before = columns.count
        }
        for column in 0..<SegmentColumn.count {
            IntegerColumn.append(
                values(of: column, rows)[...],
                isLinear: column == SegmentColumn.time.rawValue, to: &columns)
            close()
        }
        try intake.ids.writeBlock(rows: rows.count, with: &compressor, to: &columns)
        close()
        try intake.traceIDs.writeBlock(rows: rows.count, with: &compressor, to: &columns)
        close()
        try intake.rows.writeBlock(rows: rows.count, with: &compressor, to: &columns)
        close()
        return head.bytes + columns
    }

    /// The integers of a column with the numbers that they have in the file.
    private func values(of column: Int, _ rows: Range<Int>) -> [Int64] {
        let values = intake.columns[column][rows]
        switch SegmentColumn(rawValue: column) {
        case .shape:
            let whole = Int64(templateNumbers.count)
            return values.map {
                $0 == SegmentIntake.wholeRow ? whole : Int64(templateNumbers[Int($0)])
            }
        case .key: return values.map { Int64(order.pairNumbers[Int($0)]) }
        case .operation:
            // A segment without usage records has no operation at all.
            guard !operationNumbers.isEmpty else { return Array(values) }
            return values.map { Int64(operationNumbers[Int($0)]) }
        default: return Array(values)
        }
    }
}

extension SegmentEncoder {
    /// The sections, in the order of `SegmentSection`.
    /// - Parameter use: how a key was used before the segment began, by its id.
    consuming func sections(use: (String) -> KeyUse) throws(ZstdError) -> [[UInt8]] {
        // Those that add terms are made before the terms.
        let keys = keysSection(use)
        let personals = personalsSection()
        return [
            framesSection(), try termsSection(), operationsSection(), try templatesSection(), keys,
            keyIDsSection(), personals, commitmentsSection(), ciphertextsSection(),
        ]
    }

    private func framesSection() -> [UInt8] {
        var out: [UInt8] = []
        LongColumn.append(intake.frameRows, isLinear: true, to: &out)
        LongColumn.append(intake.frameTimes, isLinear: true, to: &out)
        LongColumn.append(intake.frameRules, to: &out)
        return out
    }

    private mutating func termsSection() throws(ZstdError) -> [UInt8] {
        var terms: [[UInt8]] = []
        intake.writer.dictionary.forEachTerm { terms.append(Array(copying: $0)) }
        return try texts(terms)
    }

    private mutating func templatesSection() throws(ZstdError) -> [UInt8] {
        try texts(intake.templates.byFrequency.map { intake.templates.items[$0] })
    }

    private func operationsSection() -> [UInt8] {
        var out: [UInt8] = []
        LongColumn.append(
            intake.operations.byFrequency.map { Int64(intake.operations.items[$0]) }, to: &out)
        return out
    }

    /// Byte strings: where each ends, then all of them, compressed where that pays.
    private mutating func texts(_ items: [[UInt8]]) throws(ZstdError) -> [UInt8] {
        var ends: [Int64] = []
        var all: [UInt8] = []
        for item in items {
            all += item
            ends.append(Int64(all.count))
        }
        var out: [UInt8] = []
        LongColumn.append(ends, isLinear: true, to: &out)
        return out + (try all.span.stored(with: &compressor))
    }

    private mutating func keysSection(_ use: (String) -> KeyUse) -> [UInt8] {
        var columns = KeyColumns()
        for number in order.pairs {
            let pair = intake.keys.pairs[number]
            let key = intake.keys.key(of: number)
            columns.tenants.append(Int64(pair.tenant))
            columns.rows.append(Int64(pair.rows))
            columns.append(key.map { use($0) } ?? KeyUse())
            columns.listEnds.append((columns.listEnds.last ?? 0) + Int64(pair.personals.count))
            if let key, PackedKeyID(key) == nil {
                columns.terms.append(Int64(intake.term(key.utf8Span.span)))
            }
        }
        var head = ByteWriter()
        head.unsigned(UInt64(order.pairsWithoutKey))
        head.unsigned(UInt64(order.packedIDs.count))
        return head.bytes + columns.encoded
    }

    private func keyIDsSection() -> [UInt8] {
        var out: [UInt8] = []
        for id in order.packedIDs { id.append(to: &out) }
        return out
    }

    private mutating func personalsSection() -> [UInt8] {
        var lists: [Int64] = []
        for pair in order.pairs {
            lists += intake.keys.pairs[pair].personals.map { Int64(order.personalNumbers[$0]) }
        }
        let isHeldByKey = SegmentKeyOrder.heldByKey(intake)
        var holders: [Int64] = []
        var ends: [Int64] = []
        for personal in order.personals {
            let number = isHeldByKey[personal] ? 0 : Int64(intake.holderTerm(of: personal)) + 1
            holders.append(number)
            let ciphertext = intake.personals.ciphertexts.range(of: personal)
            ends.append((ends.last ?? 0) + Int64(ciphertext.count))
        }
        var out: [UInt8] = []
        LongColumn.append(lists, isLinear: true, to: &out)
        LongColumn.append(holders, to: &out)
        LongColumn.append(ends, isLinear: true, to: &out)
        return out
    }

    private func commitmentsSection() -> [UInt8] {
        var out: [UInt8] = []
        for personal in order.personals {
            intake.personals.commitments[personal].append(to: &out)
        }
        return out
    }

    private func ciphertextsSection() -> [UInt8] {
        var out: [UInt8] = []
        let ciphertexts = intake.personals.ciphertexts
        for personal in order.personals {
            out += ciphertexts.bytes[ciphertexts.range(of: personal)]
        }
        return out
    }
}

/// The columns of the section of keys.
private struct KeyColumns {
    var tenants: [Int64] = []
    var rows: [Int64] = []
    var listEnds: [Int64] = []
    var terms: [Int64] = []
    private var usageLow: [Int64] = []
    private var usageHigh: [Int64] = []
    private var states: [Int64] = []
    private var lastUsed: [Int64] = []
    private var lastSeen: [Int64] = []

    mutating func append(_ use: KeyUse) {
        usageLow.append(Int64(truncatingIfNeeded: use.usageCount))
        usageHigh.append(Int64(truncatingIfNeeded: use.usageCount >> 64))
        states.append(
            SegmentKeyState.number(isUsed: use.lastUsed != nil, isSeen: use.lastSeen != nil))
        // Where there is none the value before is the cheapest.
        let used = use.lastUsed?.microseconds ?? lastUsed.last ?? 0
        lastUsed.append(used)
        lastSeen.append(use.lastSeen.map { $0.microseconds &- used } ?? 0)
    }

    var encoded: [UInt8] {
        var out: [UInt8] = []
        for column in [tenants, rows, usageLow, usageHigh, states, lastUsed, lastSeen] {
            LongColumn.append(column, to: &out)
        }
        LongColumn.append(listEnds, isLinear: true, to: &out)
        LongColumn.append(terms, to: &out)
        return out
    }
}

/// Whether a key was used and seen before a segment began, as a number.
enum SegmentKeyState {
    static let used: Int64 = 1
    static let seen: Int64 = 2

    static func number(isUsed: Bool, isSeen: Bool) -> Int64 {
        (isUsed ? used : 0) + (isSeen ? seen : 0)
    }
}
