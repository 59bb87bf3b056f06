import LedgerText

/// A measured amount: a whole number, or one with two decimals. Never floating point, so that a
/// figure reads the same everywhere.
package struct Amount: Sendable, Equatable {
    private let hundredths: Int128
    private let isWhole: Bool

    package init(_ value: Int64) {
        hundredths = Int128(value) * 100
        isWhole = true
    }

    /// `dividend ÷ divisor`, rounded down to hundredths.
    /// - Parameter divisor: what is below 1 counts as 1.
    package init(_ dividend: Int64, dividedBy divisor: Int64) {
        hundredths = Int128(dividend) * 100 / Int128(max(1, divisor))
        isWhole = false
    }

    private init(hundredths: Int128) {
        self.hundredths = hundredths
        isWhole = false
    }

    /// This amount over another, rounded down to hundredths; nil where the other is not positive.
    package func ratio(to other: Amount) -> Amount? {
        other.hundredths > 0 ? Amount(hundredths: hundredths * 100 / other.hundredths) : nil
    }

    /// For people: `1,234` or `12.05`.
    package var shown: String { text(Number.grouped(hundredths / 100)) }

    /// For programs, a number of JSON: `1234` or `12.05`.
    package var exported: String { text(String(hundredths / 100)) }

    private func text(_ whole: String) -> String {
        if isWhole { return whole }
        let rest = hundredths % 100
        return "\(whole).\(rest < 10 ? "0" : "")\(rest)"
    }
}
