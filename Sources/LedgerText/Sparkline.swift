/// A run of counts as one short line, one cell each, such as the calls of each day.
package enum Sparkline {
    /// The line, scaled to the largest count: `·` for none, `▁` to `█` for some.
    /// A count below zero counts as none.
    package static func text(_ counts: [Int]) -> String {
        let maximum = Int128(counts.max() ?? 0)
        return String(
            counts.map { count -> Character in
                if count <= 0 { return "·" }
                // Rounded up, so that only none is drawn as none and only the largest is full.
                let level = (Int128(count) * Int128(levels.count) + maximum - 1) / maximum
                return levels[Int(level) - 1]
            })
    }

    private static let levels: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
}
