import Foundation

/// The seeds of random tests.
package enum Seed {
    /// Four that stay, and one that is new in each run. The failing one is printed as the test's
    /// argument;
    /// `KEYLEDGER_SEED=<number>` runs it alone.
    package static let all: [UInt64] = {
        let text = ProcessInfo.processInfo.environment["KEYLEDGER_SEED"] ?? ""
        if let seed = UInt64(text) { return [seed] }
        return [0, 1, 2, 3, UInt64.random(in: 4 ... .max)]
    }()
}
