import Foundation

/// SplitMix64 (Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators", 2014): the
/// same numbers for the same seed, everywhere.
struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func chance(oneIn count: Int) -> Bool { Int.random(in: 0..<count, using: &self) == 0 }

    mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8(truncatingIfNeeded: next()) }
    }

    mutating func element<Value>(of values: [Value]) -> Value {
        values[Int.random(in: values.indices, using: &self)]
    }
}

enum Seed {
    /// The seeds of every random test: four that stay, and one that is new in each run. The failing
    /// one is printed as the test's argument; `KEYLEDGER_SEED=<number>` runs it alone.
    static let all: [UInt64] = {
        let text = ProcessInfo.processInfo.environment["KEYLEDGER_SEED"] ?? ""
        if let seed = UInt64(text) { return [seed] }
        return [0, 1, 2, 3, UInt64.random(in: 4 ... .max)]
    }()
}
