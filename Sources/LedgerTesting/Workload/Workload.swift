package import LedgerCore

/// The reference workload W of the design (its last section): who calls what, when, from one seed.
///
/// - 10,000 keys in 200 tenants, the key of a call with a cubic skew: the share of the first
///   `f` of them is the cube root of `f`, so one percent of the keys makes 21.5 % of the calls.
///   Neighbours in that order are in different tenants, so each tenant has hot and cold keys alike.
/// - 50 operations with a square skew.
/// - A call every 500 ms, give or take up to 400 ms.
/// - Status 200 95 %, 429 2 %, 401, 404 and 500 1 % each.
/// - Durations log-normal around 20 ms (``WorkloadDuration``), request and response sizes uniform
///   below 4 KiB and 64 KiB.
/// - Four addresses per key, and a random 128-bit id per call.
///
/// A call follows from the seed and its number alone, so that any range of calls can be made
/// anywhere, in any order, and again. All of it is integer arithmetic: every machine makes the
/// same.
package struct Workload: Sendable {
    package static let keys = 10_000
    package static let tenants = 200
    package static let operations = 50
    package static let addressesPerKey: UInt64 = 4
    /// The namespace of the calls' ids.
    package static let source = "gateway-1"
    /// The time between two calls, in microseconds.
    package static let interval: Int64 = 500_000

    /// The time between two calls of this one, in microseconds.
    package let interval: Int64
    private let seed: UInt64

    /// - Parameters:
    ///   - seed: two workloads with different seeds share no id.
    ///   - interval: shorter than W's own where more calls than 6 million must lie within the 35
    ///     days that a ledger accepts; the jitter shrinks with it.
    package init(seed: UInt64, interval: Int64 = Workload.interval) {
        self.seed = seed
        self.interval = interval
    }

    /// The call with a number, counted from 0.
    package func call(_ number: Int) -> WorkloadCall {
        var random = generator(number)
        let jitter = Int64(bitPattern: Self.below(UInt64(interval / 5 * 8), random.next()))
        let sizes = random.next()
        return WorkloadCall(
            key: Self.skewed(random.next(), power: 3, count: Self.keys),
            operation: Self.skewed(random.next(), power: 2, count: Self.operations),
            offset: Int64(number) * interval + jitter - interval / 5 * 4,
            status: Self.status(random.next()),
            durationUs: WorkloadDuration.microseconds(
                random.next(), random.next(), random.next()),
            requestBytes: Int64(sizes & 0xFFF),
            responseBytes: Int64(sizes >> 16 & 0xFFFF),
            address: Int((sizes >> 32) % Self.addressesPerKey),
            id: UInt128(random.next()) << 64 | UInt128(random.next()))
    }

    private func generator(_ number: Int) -> SplitMix64 {
        // The generator's steps are one constant apart, so a number may not be added to the seed
        // as it is: the multiplier (an odd one, of L'Ecuyer's tables) keeps the streams apart.
        var streams = SplitMix64(
            seed: seed &+ UInt64(number) &* 0xD134_2543_DE82_EF95)
        return SplitMix64(seed: streams.next())
    }

    private static func status(_ random: UInt64) -> Int64 {
        switch below(100, random) {
        case 0..<95: 200
        case 95..<97: 429
        case 97: 401
        case 98: 404
        default: 500
        }
    }

    /// A uniform number below `count`.
    private static func below(_ count: UInt64, _ random: UInt64) -> UInt64 {
        count.multipliedFullWidth(by: random).high
    }

    /// A uniform fraction of one raised to `power`, as an index below `count`.
    private static func skewed(_ random: UInt64, power: Int, count: Int) -> Int {
        let fraction = random >> 32
        var product = fraction
        for _ in 1..<power { product = (product * fraction) >> 32 }
        return Int((product * UInt64(count)) >> 32)
    }
}

extension Workload {
    package static func tenant(_ index: Int) -> String { "tenant-\(index)" }

    /// The tenant of a key: each tenant has as many.
    package static func tenant(ofKey index: Int) -> Int { index % tenants }

    package static func operation(_ index: Int) -> String { "GET /v1/resource-\(index)" }

    /// One of the addresses that a key is used from.
    package static func address(_ index: Int, ofKey key: Int) -> String {
        "10.\(key >> 8).\(key & 0xFF).\(index)"
    }

    /// The id of a key of W; it has the form of those that the ledger draws.
    package static func keyID(_ index: Int) -> String {
        var random = SplitMix64(seed: keySeed &+ UInt64(index))
        while true {
            if let text = Base62.characters(from: random.bytes(64), count: 22) {
                return "key_" + text
            }
        }
    }

    /// The secret of a key of W, which no token hashes to.
    package static func secret(_ index: Int) -> NewSecret {
        var random = SplitMix64(seed: secretSeed &+ UInt64(index))
        let digest = Digest(words: (random.next(), random.next(), random.next(), random.next()))
        return NewSecret(digest: digest, hint: "kl_…test")
    }

    private static let keySeed: UInt64 = 0x6B65_7900_0000_0000
    private static let secretSeed: UInt64 = 0x7365_6372_6574_0000
}
