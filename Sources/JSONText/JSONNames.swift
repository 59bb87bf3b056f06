/// The names of the members that an object may have. It finds one by its bytes without making a
/// string of them: a line of usage has twenty, and lines come by the hundred thousand.
package struct JSONNames: Sendable {
    /// Up to 16 bytes in two words, and their number, which tells zeros from nothing.
    private struct Packed: Sendable, Equatable {
        private var low: UInt64 = 0
        private var high: UInt64 = 0
        private var count: Int

        /// - Returns: nil where there are too many.
        init?(_ bytes: some Collection<UInt8>) {
            count = bytes.count
            guard count <= 16 else { return nil }
            for byte in bytes {
                high = high << 8 | low >> 56
                low = low << 8 | UInt64(byte)
            }
        }
    }

    private let packed: [Packed?]

    /// - Parameter names: each of at most 16 bytes.
    package init(_ names: [String]) {
        precondition(names.allSatisfy { $0.utf8.count <= 16 }, "a name is too long to be packed")
        packed = names.map { Packed($0.utf8) }
    }

    /// Which of the names it is; nil for none.
    package func index(of name: ArraySlice<UInt8>) -> Int? {
        guard let name = Packed(name) else { return nil }
        return packed.firstIndex(of: name)
    }
}
