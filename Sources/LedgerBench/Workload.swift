import LedgerCore
import LedgerTesting

/// The reference workload W of the design: who calls what, from one seed.
struct Workload: Sendable {
    static let keys = 10_000
    static let tenants = 200
    static let operations = 50

    private var random: SplitMix64

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    static func tenantName(_ index: Int) -> String { "tenant-\(index)" }

    /// The tenant of a key: the first tenants own most of the keys.
    static func tenant(ofKey index: Int) -> Int {
        skewed(UInt64(index) << 32 / UInt64(keys), power: 3, count: tenants)
    }

    /// A key, with a cubic skew.
    mutating func key() -> Int {
        Self.skewed(random.next() >> 32, power: 3, count: Self.keys)
    }

    /// An operation, with a square skew.
    mutating func operation() -> String {
        "GET /v1/resource-\(Self.skewed(random.next() >> 32, power: 2, count: Self.operations))"
    }

    /// A random 128-bit id.
    mutating func id() -> String {
        let words = [random.next(), random.next()]
        return words.map { word in
            String(repeating: "0", count: word.leadingZeroBitCount / 4)
                + String(word, radix: 16).drop { $0 == "0" }
        }.joined()
    }

    /// `fraction` of 2^32 raised to `power`, as an index below `count`.
    private static func skewed(_ fraction: UInt64, power: Int, count: Int) -> Int {
        var product = fraction
        for _ in 1..<power { product = product * fraction >> 32 }
        return Int(product * UInt64(count) >> 32)
    }
}
