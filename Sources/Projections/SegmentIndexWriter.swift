import Files
import LedgerCore
import OpenSSL

/// Turns the rows of a segment into the file of its index. What it writes is a function of the
/// content only.
struct SegmentIndexWriter {
    private let content: SegmentIndexContent
    /// The pairs in the order of the file: by tenant, then key, none first.
    private let order: [Int]
    /// Of each kind its place in the file, the most frequent first.
    private let kindPlaces: [Int]
    private let kindOrder: [Int]
    private var sections: [[UInt8]] = SegmentIndexLayout.Section.allCases.map { _ in [] }
    private var pairWidths: [Int] = []
    private var addressCount = 0

    /// - Parameter addresses: rows of the table of addresses, by place, that are written too where
    ///   their pair is one of those that cannot be read.
    init(_ content: SegmentIndexContent, knowing addresses: [UInt64] = []) {
        self.content = content
        let pairs = content.pairs
        order = pairs.indices.sorted {
            let (a, b) = (pairs[$0], pairs[$1])
            return a.tenant != b.tenant ? a.tenant < b.tenant : (a.key ?? -1) < (b.key ?? -1)
        }
        var counts = [Int](repeating: 0, count: content.kinds.count)
        for kind in content.rowKinds where kind >= 0 { counts[Int(kind)] += 1 }
        let kindOrder = counts.indices.sorted {
            counts[$0] != counts[$1] ? counts[$0] > counts[$1] : $0 < $1
        }
        var places = [Int](repeating: 0, count: counts.count)
        for (place, kind) in kindOrder.enumerated() { places[kind] = place }
        self.kindOrder = kindOrder
        kindPlaces = places
        writePairs()
        writeKinds()
        writeAddresses(knowing: addresses)
    }

    private subscript(section: SegmentIndexLayout.Section) -> [UInt8] {
        get { sections[section.rawValue] }
        set { sections[section.rawValue] = newValue }
    }

    /// Postings and cells of each pair, and where they end.
    private mutating func writePairs() {
        var places = [Int](repeating: 0, count: order.count)
        for (place, pair) in order.enumerated() { places[pair] = place }
        // Rows by pair: counted, then dealt out, so that those of a pair ascend.
        var ends = [Int](repeating: 0, count: order.count + 1)
        for pair in content.rowPairs where pair >= 0 { ends[places[Int(pair)] + 1] += 1 }
        for place in order.indices { ends[place + 1] += ends[place] }
        var next = ends
        var rows = [Int](repeating: 0, count: ends[order.count])
        var others = ByteWriter()
        var lastOther = -1
        for (row, pair) in content.rowPairs.enumerated() {
            guard pair >= 0 else {
                others.unsigned(UInt64(row - lastOther - 1))
                lastOther = row
                continue
            }
            let place = places[Int(pair)]
            rows[next[place]] = row
            next[place] += 1
        }
        self[.others] = others.bytes

        var postings = ByteWriter()
        var cells = ByteWriter()
        var table: [[Int]] = []
        table.reserveCapacity(order.count)
        var keys: [UInt64] = []
        for (place, number) in order.enumerated() {
            let ofPair = rows[ends[place]..<ends[place + 1]]
            var last = -1
            for row in ofPair {
                postings.unsigned(UInt64(row - last - 1))
                last = row
            }
            writeCells(of: ofPair, sorting: &keys, to: &cells)
            let pair = content.pairs[number]
            table.append(
                [pair.tenant, (pair.key ?? -1) + 1, postings.bytes.count, cells.bytes.count])
        }
        pairWidths = (0..<4).map { column in
            PackedTable.width(of: table.reduce(0) { max($0, $1[column]) })
        }
        var bytes: [UInt8] = []
        PackedTable.append(table.count, widths: pairWidths, to: &bytes) { table[$0][$1] }
        self[.pairs] = bytes
        self[.postings] = postings.bytes
        self[.cells] = cells.bytes
    }

    /// The quarter hour that the cells of each pair count from.
    private var base: Int64 {
        QuarterHour(containing: content.times?.lowerBound ?? Timestamp(microseconds: 0)).number
    }

    private func writeCells(
        of rows: ArraySlice<Int>, sorting keys: inout [UInt64], to cells: inout ByteWriter
    ) {
        let bits = UInt64(SegmentIndexLayout.rowBits)
        let base = base
        keys.removeAll(keepingCapacity: true)
        for row in rows where content.rowKinds[row] >= 0 {
            let kind = UInt64(kindPlaces[Int(content.rowKinds[row])])
            let quarter = UInt64(content.rowQuarters[row] - base)
            keys.append((quarter << bits | kind) << bits | UInt64(row))
        }
        keys.sort()
        var start = 0
        var lastQuarter: UInt64 = 0
        while start < keys.count {
            let cell = keys[start] >> bits
            var end = start + 1
            while end < keys.count, keys[end] >> bits == cell { end += 1 }
            let quarter = cell >> bits
            let kind = Int(cell & (1 << bits - 1))
            writeCell(
                keys[start..<end], after: quarter - lastQuarter, kind: kind, to: &cells)
            lastQuarter = quarter
            start = end
        }
    }

    private func writeCell(
        _ keys: ArraySlice<UInt64>, after delta: UInt64, kind: Int, to cells: inout ByteWriter
    ) {
        let mask: UInt64 = 1 << UInt64(SegmentIndexLayout.rowBits) - 1
        let slots = content.kinds[kindOrder[kind]].meters.indices
        let isSingle =
            keys.count == 1
            && slots.allSatisfy { slot in
                keys.allSatisfy { content.amount(slot, row: Int($0 & mask)) == 1 }
            }
        cells.unsigned(delta << 1 | (isSingle ? 1 : 0))
        cells.unsigned(UInt64(kind))
        guard !isSingle else { return }
        cells.unsigned(UInt64(keys.count))
        for slot in slots {
            cells.total(
                keys.reduce(Int128(0)) { $0 + Int128(content.amount(slot, row: Int($1 & mask))) })
        }
    }

    private mutating func writeKinds() {
        var kinds = ByteWriter()
        var ends = ByteWriter()
        for kind in kindOrder {
            content.kinds[kind].write(to: &kinds)
            ends.fixed(UInt64(kinds.bytes.count), width: 4)
        }
        self[.kinds] = kinds.bytes
        self[.kindEnds] = ends.bytes
    }

    private mutating func writeAddresses(knowing known: [UInt64]) {
        var places = [UInt64](repeating: 0, count: order.count)
        for (place, pair) in order.enumerated() { places[pair] = UInt64(place) }
        var rows = content.addresses.map { ($0 & ~0xFFFF_FFFF) | places[Int($0 & 0xFFFF_FFFF)] }
        let unread = Set(content.unreadPairs.map { places[$0] })
        rows += known.filter { unread.contains($0 & 0xFFFF_FFFF) }
        rows.sort()
        var last: UInt64?
        rows.removeAll { row in
            defer { last = row }
            return row == last
        }
        addressCount = rows.count
        var bytes: [UInt8] = []
        PackedTable.append(
            rows.count, widths: SegmentIndexHead.addressWidths(pairs: order.count), to: &bytes
        ) { row, column in
            column == 0 ? Int(rows[row] >> 32) : Int(rows[row] & 0xFFFF_FFFF)
        }
        self[.addresses] = bytes
    }

    /// The whole file.
    var bytes: [UInt8] {
        var body: [UInt8] = []
        for section in sections { body += section }
        body += [UInt8](repeating: 0, count: PackedTable.overreadBytes)
        var head = ByteWriter()
        head.bytes.append(contentsOf: SegmentIndexLayout.magic)
        head.fixed(UInt64(SegmentIndexLayout.version), width: 2)
        head.fixed(content.hasUnopened ? SegmentIndexLayout.someUnopened : 0, width: 2)
        head.fixed(content.from, width: 8)
        head.fixed(content.from + UInt64(content.rowCount), width: 8)
        content.source.append(to: &head.bytes)
        head.fixed(content.hashing.check, width: 8)
        let nothing = Timestamp(microseconds: 0)
        let times = content.times ?? nothing...nothing
        head.fixed(UInt64(bitPattern: times.lowerBound.microseconds), width: 8)
        head.fixed(UInt64(bitPattern: times.upperBound.microseconds), width: 8)
        head.fixed(UInt64(order.count), width: 4)
        head.fixed(UInt64(addressCount), width: 4)
        for width in pairWidths { head.byte(UInt8(width)) }
        for section in sections { head.fixed(UInt64(section.count), width: 4) }
        for start in stride(from: 0, to: body.count, by: SegmentIndexLayout.blockBytes) {
            let end = min(start + SegmentIndexLayout.blockBytes, body.count)
            BlockCheck(of: body.span.extracting(start..<end)).append(to: &head.bytes)
        }
        return SHA256.digest(of: head.bytes) + head.bytes + body
    }
}
