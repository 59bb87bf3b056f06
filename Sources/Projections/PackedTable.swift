/// Rows of a few integers of few bits each, side by side, so that a row is found by its number: the
/// highest bit first, as in a run of ids.
///
/// The value knows places only; the bytes are given with each call, and hold eight more after the
/// last row.
struct PackedTable {
    /// A column is read with one load of eight bytes.
    static let widthMax = 57
    /// A load may reach so far past the last row.
    static let overreadBytes = 8

    let count: Int
    /// Where the first row begins, in bytes.
    let offset: Int
    private let widths: [Int]
    /// Where each column begins in a row, in bits.
    private let columns: [Int]
    let rowBits: Int

    /// - Parameter widths: the bits of each column, 0 to `widthMax`.
    init(count: Int, widths: [Int], offset: Int = 0) {
        self.count = count
        self.offset = offset
        self.widths = widths
        var bits = 0
        columns = widths.map { width in
            defer { bits += width }
            return bits
        }
        rowBits = bits
    }

    /// How many bits a number up to this one takes.
    static func width(of greatest: Int) -> Int { Int.bitWidth - greatest.leadingZeroBitCount }

    var byteCount: Int { (count * rowBits + 7) / 8 }

    /// The bytes that hold a row.
    func bytes(of row: Int) -> Range<Int> {
        let bit = row * rowBits
        return (offset + bit >> 3)..<(offset + (bit + rowBits + 7) >> 3)
    }

    /// The integer of a column in a row that there is.
    @inline(__always)
    func value(_ column: Int, _ row: Int, in bytes: RawSpan) -> Int {
        let width = widths[column]
        guard width > 0 else { return 0 }
        let bit = row * rowBits + columns[column]
        let word = unsafe bytes.unsafeLoadUnaligned(
            fromByteOffset: offset + bit >> 3, as: UInt64.self)
        return Int((UInt64(bigEndian: word) &<< UInt64(bit & 7)) &>> UInt64(64 - width))
    }

    /// Appends rows.
    /// - Parameters:
    ///   - count: how many.
    ///   - widths: the bits of each column.
    ///   - value: gives the integer of a row in a column.
    static func append(
        _ count: Int, widths: [Int], to bytes: inout [UInt8],
        _ value: (_ row: Int, _ column: Int) -> Int
    ) {
        var pending: UInt64 = 0
        var pendingBits = 0
        for row in 0..<count {
            for (column, width) in widths.enumerated() {
                pending = pending << UInt64(width) | UInt64(value(row, column))
                pendingBits += width
                while pendingBits >= 8 {
                    pendingBits -= 8
                    bytes.append(UInt8(truncatingIfNeeded: pending >> UInt64(pendingBits)))
                }
            }
        }
        if pendingBits > 0 {
            bytes.append(UInt8(truncatingIfNeeded: pending << UInt64(8 - pendingBits)))
        }
    }
}
