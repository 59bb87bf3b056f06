/// Integers as people read them.
package enum Number {
    /// The integer with a comma after every three digits: `1,233`, `-10,000`.
    package static func grouped(_ value: some BinaryInteger) -> String {
        let digits = String(value.magnitude)
        var result = value < 0 ? "-" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { result.append(",") }
            result.append(digit)
        }
        return result
    }

    /// How many there are of something: `1 line`, `1,233 lines`.
    /// - Parameter plural: where it is not the singular with an s.
    package static func counted(
        _ count: some BinaryInteger, _ singular: String, _ plural: String? = nil
    ) -> String {
        "\(grouped(count)) \(count == 1 ? singular : plural ?? singular + "s")"
    }
}
