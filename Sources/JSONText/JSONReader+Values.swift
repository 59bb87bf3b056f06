extension JSONReader {
    package mutating func string() throws(JSONFault) -> String {
        String(decoding: try characters(), as: UTF8.self)
    }

    /// The characters of a string, in UTF-8.
    package mutating func characters() throws(JSONFault) -> ArraySlice<UInt8> {
        guard try kind() == .string else { throw .wrongKind(expected: "a string") }
        return try text()
    }

    /// A number without fraction and exponent.
    /// - Throws: `wrongKind` also where it does not fit.
    package mutating func integer() throws(JSONFault) -> Int64 {
        guard try kind() == .number else { throw .wrongKind(expected: "an integer") }
        let digits = try number()
        let isNegative = digits.first == UInt8(ascii: "-")
        var value: Int64 = 0
        for byte in isNegative ? digits.dropFirst() : digits {
            guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else {
                throw .wrongKind(expected: "an integer")
            }
            let digit = Int64(byte - UInt8(ascii: "0"))
            let (tens, isTooLarge) = value.multipliedReportingOverflow(by: 10)
            let (sum, isTooLargeNow) = tens.addingReportingOverflow(isNegative ? -digit : digit)
            guard !isTooLarge, !isTooLargeNow else {
                throw .wrongKind(expected: "an integer in range")
            }
            value = sum
        }
        return value
    }

    /// Reads a null, if that is what comes.
    package mutating func null() throws(JSONFault) -> Bool {
        guard try kind() == .null else { return false }
        try word("null")
        return true
    }

    /// Passes over a value of any kind.
    /// - Returns: the bytes that it is written with.
    @discardableResult
    package mutating func skip() throws(JSONFault) -> ArraySlice<UInt8> {
        let kind = try kind()
        let start = position
        switch kind {
        case .string: _ = try text()
        case .number: _ = try number()
        case .null: try word("null")
        case .boolean: try word(bytes[position] == UInt8(ascii: "t") ? "true" : "false")
        case .array:
            try beginArray()
            while try hasNextElement() { try skip() }
        case .object:
            try beginObject()
            var names: Set<ArraySlice<UInt8>> = []
            while let name = try nextName() {
                guard names.insert(name).inserted else {
                    throw .duplicateName(String(decoding: name, as: UTF8.self))
                }
                try skip()
            }
        }
        return bytes[start..<position]
    }

    private mutating func word(_ word: StaticString) throws(JSONFault) {
        let end = position + word.utf8CodeUnitCount
        guard end <= bytes.endIndex, bytes[position..<end].elementsEqual(word.description.utf8)
        else { throw .malformed }
        position = end
    }

    /// A number as it is written.
    private mutating func number() throws(JSONFault) -> ArraySlice<UInt8> {
        let start = position
        _ = take { $0 == UInt8(ascii: "-") }
        if !take({ $0 == UInt8(ascii: "0") }) { try digits() }
        if take({ $0 == UInt8(ascii: ".") }) { try digits() }
        if take({ $0 == UInt8(ascii: "e") || $0 == UInt8(ascii: "E") }) {
            _ = take { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }
            try digits()
        }
        return bytes[start..<position]
    }

    /// Passes over the next byte where it is one of those.
    private mutating func take(_ isWanted: (UInt8) -> Bool) -> Bool {
        guard position < bytes.endIndex, isWanted(bytes[position]) else { return false }
        position += 1
        return true
    }

    private mutating func digits() throws(JSONFault) {
        let start = position
        while take({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }) {}
        guard position > start else { throw .malformed }
    }
}
