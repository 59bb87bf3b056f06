/// A horizontal bar that shows a count as a share of a maximum.
package enum Bar {
    /// The bar, without trailing blanks, exact to an eighth of a cell and rounded down.
    ///
    /// What is above zero shows at least the thinnest bar, so that rare is told from never.
    ///
    /// - Parameters:
    ///   - value: the count; below zero it counts as zero, above the maximum as the maximum.
    ///   - maximum: the count that fills the bar; without one above zero the bar is empty.
    ///   - width: the cells of a full bar.
    package static func text(_ value: Int, of maximum: Int, width: Int) -> String {
        guard value > 0, maximum > 0, width > 0 else { return "" }
        let scaled = Int128(min(value, maximum)) * Int128(width) * 8 / Int128(maximum)
        let eighths = max(1, Int(scaled))
        let end = eighths % 8 == 0 ? "" : String(partial[eighths % 8 - 1])
        return String(repeating: "█", count: eighths / 8) + end
    }

    private static let partial: [Character] = ["▏", "▎", "▍", "▌", "▋", "▊", "▉"]
}
