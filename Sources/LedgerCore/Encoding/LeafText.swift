/// The bytes of one leaf after the other, in memory that is used again.
///
/// Beside `CanonicalJSON` this writes only values, each in the same form; names and brackets come as
/// they are.
package struct LeafText: Sendable {
    package private(set) var bytes: [UInt8] = []
    /// The day written last, as its number since 1970, and its date with the `T` after it.
    private var day: Int64 = .min
    private var date: [UInt8] = []

    package init() {}

    /// Begins the next leaf.
    package mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

    /// Adds bytes that are JSON already.
    package mutating func append(_ json: Span<UInt8>) { bytes.append(copying: json) }

    /// Adds UTF-8 as a JSON string.
    package mutating func string(_ text: Span<UInt8>) { bytes.appendJSON(string: text) }

    package mutating func integer(_ value: Int64) { bytes.appendDecimal(value, width: 1) }

    package mutating func integer(_ value: UInt64) { bytes.appendDecimal(value) }

    /// Adds bytes as a string of lower-case hexadecimal.
    package mutating func hexadecimal(_ value: Span<UInt8>) {
        bytes.append(UInt8(ascii: "\""))
        Hex.append(value, to: &bytes)
        bytes.append(UInt8(ascii: "\""))
    }

    package mutating func hexadecimal(_ value: Digest) {
        bytes.append(UInt8(ascii: "\""))
        value.appendHex(to: &bytes)
        bytes.append(UInt8(ascii: "\""))
    }

    /// Adds an instant as a string of RFC 3339. Neighbours mostly share their day, whose date is
    /// reckoned once.
    package mutating func time(_ value: Timestamp) {
        let number = value.microseconds.flooredQuotient(Timestamp.microsecondsPerDay)
        if number != day {
            day = number
            date.removeAll(keepingCapacity: true)
            CivilDate(daysSinceEpoch: number).append(to: &date)
            date.append(UInt8(ascii: "T"))
        }
        bytes.append(UInt8(ascii: "\""))
        bytes += date
        value.appendTimeOfDay(to: &bytes)
        bytes.append(UInt8(ascii: "\""))
    }
}
