/// A calendar month, as a count of months since year 0: `2026-11`.
///
/// When it begins and ends for a tenant is what that tenant's `period.opened` entry says.
package struct Month: Sendable, Hashable, Comparable, CustomStringConvertible {
    package let ordinal: Int32

    package init(ordinal: Int32) { self.ordinal = ordinal }

    /// The months that have a name of the form `YYYY-MM`.
    package static let writable = Month(ordinal: 0)...Month(ordinal: 119_999)

    package init(year: Int64, month: Int64) {
        ordinal = Int32(truncatingIfNeeded: year * 12 + month - 1)
    }

    /// Reads `YYYY-MM`; nil for anything else.
    package init?(_ text: String) {
        var reader = DigitReader(Array(text.utf8)[...])
        guard let year = reader.number(4), reader.skip("-"), let month = reader.number(2),
            reader.isAtEnd, (1...12).contains(month)
        else { return nil }
        self.init(year: year, month: month)
    }

    package var year: Int64 { Int64(ordinal / 12) }
    package var month: Int64 { Int64(ordinal % 12) + 1 }
    package var next: Month { Month(ordinal: ordinal + 1) }
    package var previous: Month { Month(ordinal: ordinal - 1) }
    package var dayCount: Int64 { CivilDate.days(inMonth: month, year: year) }

    package var description: String { "\(padded(year, 4))-\(padded(month, 2))" }

    package static func < (a: Month, b: Month) -> Bool { a.ordinal < b.ordinal }
}
