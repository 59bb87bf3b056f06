package import LedgerCore

/// What the calls of a key in one quarter hour came to, of one kind.
package struct UsageCell: Sendable, Equatable {
    package let quarter: QuarterHour
    package let kind: UsageKind
    /// How many entries there are.
    package let entries: Int
    /// By place in the kind's meters.
    package let amounts: [Int128]
}

extension SegmentIndex {
    /// The pairs of a tenant: the first is that of no key, where there is one.
    /// - Throws: `damaged`.
    package func pairs(ofTenant tenant: Int) throws(ProjectionError) -> Range<Int> {
        let start = try firstPair(notBefore: tenant, key: 0)
        return start..<(try firstPair(notBefore: tenant + 1, key: 0))
    }

    /// The pair of a key; nil where it has no row.
    /// - Parameter tenant: the key's.
    /// - Throws: `damaged`.
    package func pair(tenant: Int, key: Int) throws(ProjectionError) -> Int? {
        let place = try firstPair(notBefore: tenant, key: key + 1)
        guard place < head.pairs.count else { return nil }
        return try withBytes { bytes throws(ProjectionError) in
            try verify(head.pairs.bytes(of: place), in: bytes)
            let found = columns(of: place, in: bytes)
            return found == (tenant, key + 1) ? place : nil
        }
    }

    /// The number of the key of a pair; nil where it is that of no key.
    /// - Throws: `damaged`.
    package func key(ofPair pair: Int) throws(ProjectionError) -> Int? {
        try withBytes { bytes throws(ProjectionError) in
            try verify(head.pairs.bytes(of: pair), in: bytes)
            let key = columns(of: pair, in: bytes).key
            return key == 0 ? nil : key - 1
        }
    }

    /// How many pairs there are.
    package var pairCount: Int { head.pairs.count }

    private func columns(of pair: Int, in bytes: Span<UInt8>) -> (tenant: Int, key: Int) {
        let raw = unsafe bytes.bytes
        return (head.pairs.value(0, pair, in: raw), head.pairs.value(1, pair, in: raw))
    }

    private func firstPair(notBefore tenant: Int, key: Int) throws(ProjectionError) -> Int {
        try withBytes { bytes throws(ProjectionError) in
            var low = 0
            var high = head.pairs.count
            while low < high {
                let middle = (low + high) / 2
                try verify(head.pairs.bytes(of: middle), in: bytes)
                if columns(of: middle, in: bytes) < (tenant, key) {
                    low = middle + 1
                } else {
                    high = middle
                }
            }
            return low
        }
    }

    /// The bytes of some pairs in the section that a column has the ends for.
    private func part(
        of pairs: Range<Int>, endsIn column: Int, _ section: SegmentIndexLayout.Section,
        in bytes: Span<UInt8>
    ) throws(ProjectionError) -> [UInt8] {
        guard !pairs.isEmpty else { return [] }
        let before = max(pairs.lowerBound - 1, 0)
        try verify(
            head.pairs.bytes(of: before)
                .lowerBound..<head.pairs.bytes(of: pairs.upperBound - 1)
                .upperBound, in: bytes)
        let raw = unsafe bytes.bytes
        let start = pairs.lowerBound == 0 ? 0 : head.pairs.value(column, before, in: raw)
        let end = head.pairs.value(column, pairs.upperBound - 1, in: raw)
        let whole = head[section]
        guard start <= end, end <= whole.count else {
            throw .damaged("a pair ends outside its section", place: path)
        }
        return try checked(whole.lowerBound + start..<whole.lowerBound + end, in: bytes)
    }

    /// The sequences of the rows of a pair, ascending.
    /// - Throws: `damaged`.
    package func sequences(ofPair pair: Int) throws(ProjectionError) -> [UInt64] {
        let postings = try withBytes { bytes throws(ProjectionError) in
            try part(of: pair..<pair + 1, endsIn: 2, .postings, in: bytes)
        }
        return try sequences(postings)
    }

    /// The sequences of the rows whose key or tenant the state does not have so, ascending: whoever
    /// looks for a row looks at these too.
    /// - Throws: `damaged`.
    package func otherSequences() throws(ProjectionError) -> [UInt64] {
        guard !head[.others].isEmpty else { return [] }
        return try sequences(
            try withBytes { bytes throws(ProjectionError) in
                try checked(head[.others], in: bytes)
            })
    }

    private func sequences(_ postings: [UInt8]) throws(ProjectionError) -> [UInt64] {
        var sequences: [UInt64] = []
        var reader = ByteReader(postings)
        var next = from
        do throws(FormatError) {
            while !reader.isAtEnd {
                let delta = try reader.unsigned()
                guard delta < to - next else { throw .malformed("row") }
                sequences.append(next + delta)
                next += delta + 1
            }
        } catch { throw ProjectionError(error, place: "\(path), postings") }
        return sequences
    }

    /// Whether something happened at such a time; rows of `otherSequences` apart.
    package func mayHold(_ times: Range<Timestamp>) -> Bool {
        head.times.lowerBound < times.upperBound && times.lowerBound <= head.times.upperBound
    }

    /// Passes over what the calls of a pair came to, in the order of time.
    /// - Throws: `damaged`, and what the body throws.
    package func forEachCell(
        ofPair pair: Int, knowing kinds: inout UsageKinds, _ body: (UsageCell) -> Void
    ) throws(ProjectionError) {
        let cells = try withBytes { bytes throws(ProjectionError) in
            try part(of: pair..<pair + 1, endsIn: 3, .cells, in: bytes)
        }
        var reader = ByteReader(cells)
        var quarter = head.base
        do throws(FormatError) {
            while !reader.isAtEnd {
                let first = try reader.unsigned()
                let number = Int(clamping: try reader.unsigned())
                quarter &+= Int64(first >> 1)
                let kind = try kinds.kind(number, of: self)
                let meters = kind.meters.count
                guard first & 1 == 0 else {
                    body(
                        UsageCell(
                            quarter: QuarterHour(number: quarter), kind: kind, entries: 1,
                            amounts: [Int128](repeating: 1, count: meters)))
                    continue
                }
                let entries = Int(clamping: try reader.unsigned())
                var amounts: [Int128] = []
                for _ in 0..<meters { amounts.append(try reader.total()) }
                body(
                    UsageCell(
                        quarter: QuarterHour(number: quarter), kind: kind, entries: entries,
                        amounts: amounts))
            }
        } catch { throw ProjectionError(error, place: "\(path), cells") }
    }

    /// The pairs that may have rows from an address of a block, ascending: all that have, and rarely
    /// another.
    /// - Parameter block: one that `AddressBlock.indexed` gives.
    /// - Throws: `damaged`.
    package func pairs(
        from block: AddressBlock, hashing: AddressHashing
    ) throws(ProjectionError) -> [Int] {
        let fingerprint = Int(hashing.fingerprint(of: block))
        return try withBytes { bytes throws(ProjectionError) in
            let raw = unsafe bytes.bytes
            let table = head.addresses
            var low = 0
            var high = table.count
            while low < high {
                let middle = (low + high) / 2
                try verify(table.bytes(of: middle), in: bytes)
                if table.value(0, middle, in: raw) < fingerprint {
                    low = middle + 1
                } else {
                    high = middle
                }
            }
            var found: [Int] = []
            while low < table.count {
                try verify(table.bytes(of: low), in: bytes)
                guard table.value(0, low, in: raw) == fingerprint else { break }
                let pair = table.value(1, low, in: raw)
                guard pair < head.pairs.count else {
                    throw .damaged("there is no pair \(pair)", place: path)
                }
                found.append(pair)
                low += 1
            }
            return found
        }
    }
}

/// The kinds of one index that were decoded so far; those of another need another value.
package struct UsageKinds {
    private var known: [Int: UsageKind] = [:]

    package init() {}

    fileprivate mutating func kind(
        _ number: Int, of index: SegmentIndex
    ) throws(FormatError) -> UsageKind {
        if let kind = known[number] { return kind }
        let kind = try index.kind(number)
        known[number] = kind
        return kind
    }
}

extension SegmentIndex {
    fileprivate func kind(_ number: Int) throws(FormatError) -> UsageKind {
        guard number < head.kindCount else { throw .malformed("kind") }
        let bytes: [UInt8]
        do throws(ProjectionError) {
            bytes = try kindBytes(number)
        } catch {
            throw .malformed("kind: \(error.sentence)")
        }
        var reader = ByteReader(bytes)
        let kind = try UsageKind(from: &reader)
        guard reader.isAtEnd else { throw .malformed("kind") }
        return kind
    }

    private func kindBytes(_ number: Int) throws(ProjectionError) -> [UInt8] {
        try withBytes { bytes throws(ProjectionError) in
            let ends = head[.kindEnds].lowerBound
            func end(_ number: Int) throws(ProjectionError) -> Int {
                guard number >= 0 else { return 0 }
                let at = ends + 4 * number
                try verify(at..<at + 4, in: bytes)
                return (at..<at + 4).reduce(0) { $0 << 8 | Int(bytes[$1]) }
            }
            let start = try end(number - 1)
            let stop = try end(number)
            let whole = head[.kinds]
            guard start <= stop, stop <= whole.count else {
                throw .damaged("a kind ends outside its section", place: path)
            }
            return try checked(whole.lowerBound + start..<whole.lowerBound + stop, in: bytes)
        }
    }
}
