import LedgerCore

extension IntegerColumn {
    /// Appends the cheapest form of at most 1,024 integers.
    /// - Parameter isLinear: whether they may grow by about as much from each to the next: then a
    ///   slope is looked for too.
    static func append(_ values: ArraySlice<Int64>, isLinear: Bool = false, to out: inout [UInt8]) {
        guard values.contains(where: { $0 != 0 }) else { return }
        var best = Plan(values, slope: 0)
        for slope in isLinear ? slopes(of: values) : [] {
            let plan = Plan(values, slope: slope)
            if plan.bits < best.bits { best = plan }
        }
        best.write(values, to: &out)
    }

    /// Slopes worth trying: that of the least squares, and that between the quarters, which a few
    /// far values do not bend.
    private static func slopes(of values: ArraySlice<Int64>) -> [Int64] {
        let count = values.count
        guard count > 3 else { return [] }
        let first = values[values.startIndex]
        var weighted: Int128 = 0
        for (index, value) in values.enumerated() {
            weighted += Int128(2 * index - (count - 1)) * (Int128(value) - Int128(first))
        }
        let quarter = count / 4
        let later = Int128(values[values.startIndex + 3 * quarter])
        let steps = [
            6 * weighted / Int128(count * (count * count - 1)),
            (later - Int128(values[values.startIndex + quarter])) / Int128(2 * quarter),
        ]
        return steps.compactMap { Int64(exactly: $0) }
    }

    /// How a column would be written.
    private struct Plan {
        let slope: UInt64
        let base: UInt64
        private(set) var width = 0
        private var highWidth = 0
        private var exceptionCount = 0
        /// What it takes, roughly.
        private(set) var bits = Int.max

        init(_ values: ArraySlice<Int64>, slope: Int64) {
            let step = UInt64(bitPattern: slope)
            self.slope = step
            var lowest = Int64.max
            var drift: UInt64 = 0
            for value in values {
                lowest = min(lowest, value &- Int64(bitPattern: drift))
                drift &+= step
            }
            base = UInt64(bitPattern: lowest)
            chooseWidth(values)
        }

        private mutating func chooseWidth(_ values: ArraySlice<Int64>) {
            // How many rests have so many bits.
            var lengths = [Int](repeating: 0, count: 65)
            var start = base
            for value in values {
                lengths[64 - (UInt64(bitPattern: value) &- start).leadingZeroBitCount] += 1
                start &+= slope
            }
            let longest = lengths.lastIndex { $0 > 0 } ?? 0
            var beyond = 0
            for width in stride(from: longest, through: 0, by: -1) {
                let high = PackedBits.width(forBits: longest - width)
                let cost = values.count * width + beyond * (IntegerColumn.indexBits + high)
                if cost < bits, width <= PackedBits.widthMax || width == longest {
                    bits = cost
                    self.width = PackedBits.width(forBits: width)
                    highWidth = high
                    exceptionCount = beyond
                }
                beyond += lengths[width]
            }
            // The head of a column with a slope is longer.
            if slope != 0 { bits += 64 }
        }

        func write(_ values: ArraySlice<Int64>, to out: inout [UInt8]) {
            var head = ByteWriter()
            head.byte(UInt8(width))
            head.signed(Int64(bitPattern: base))
            head.signed(Int64(bitPattern: slope))
            head.unsigned(UInt64(exceptionCount))
            if exceptionCount > 0 { head.byte(UInt8(highWidth)) }
            out.append(contentsOf: head.bytes)

            var packer = BitPacker()
            let mask: UInt64 = width == 64 ? ~0 : (1 << UInt64(width)) - 1
            var exceptions: [(index: Int, high: UInt64)] = []
            var start = base
            for (index, value) in values.enumerated() {
                let rest = UInt64(bitPattern: value) &- start
                start &+= slope
                if width > 0 { packer.append(rest & mask, width: width, to: &out) }
                if rest > mask { exceptions.append((index, rest >> UInt64(width))) }
            }
            packer.finish(&out)
            for exception in exceptions {
                packer.append(
                    UInt64(exception.index), width: IntegerColumn.indexBits, to: &out)
            }
            packer.finish(&out)
            for exception in exceptions {
                packer.append(exception.high, width: highWidth, to: &out)
            }
            packer.finish(&out)
        }
    }
}
