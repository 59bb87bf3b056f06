import Foundation
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

    /// The tenant of a key: each tenant owns as many.
    static func tenant(ofKey index: Int) -> Int { index % tenants }

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

    /// A reported call of the key `key(index)`.
    /// - Parameters:
    ///   - index: how many calls came before; each comes 500 ms after the one before, give or take
    ///     400 ms.
    ///   - start: the time of the first.
    mutating func line(
        _ index: Int, from start: Timestamp, keys: [String], id: String? = nil
    ) -> UsageLine {
        var line = UsageLine()
        let key = key()
        let jitter = Int64(random.next() % 800_000) - 400_000
        line.key = keys[key]
        line.time = start.advanced(by: Int64(index) * 500_000 + jitter)
        line.id = id ?? self.id()
        line.source = "gateway-1"
        line.operation = operation()
        line.status = status()
        line.durationUs = duration()
        line.requestBytes = Int64(random.next() % 4_096)
        line.responseBytes = Int64(random.next() % 65_536)
        line.ip = "10.\(key >> 8).\(key & 255).\(random.next() % 4)"
        return line
    }

    private mutating func status() -> Int64 {
        switch random.next() % 100 {
        case 0..<95: 200
        case 95..<97: 429
        case 97: 401
        case 98: 404
        default: 500
        }
    }

    /// Log-normal around 20 ms, in microseconds.
    private mutating func duration() -> Int64 {
        // The sum of twelve uniform numbers is as good as normal here.
        let normal = (0..<12).reduce(-6.0) { sum, _ in
            sum + Double(random.next() >> 11) / Double(1 << 53)
        }
        return Int64(exp(log(20_000) + 0.8 * normal))
    }

    /// `fraction` of 2^32 raised to `power`, as an index below `count`.
    private static func skewed(_ fraction: UInt64, power: Int, count: Int) -> Int {
        var product = fraction
        for _ in 1..<power { product = product * fraction >> 32 }
        return Int(product * UInt64(count) >> 32)
    }
}
