/// Cuts a stream of bytes that is one JSON array into the texts of its members, holding no more than
/// one of them.
///
/// It knows strings and brackets and nothing else of JSON: what lies between two commas of the array
/// is a member, be it JSON or not, so that a bad one is found bad by itself and those around it are
/// kept. A member whose brackets or quotes do not close takes with it what follows.
package struct ArraySplitter: TextSplitter {
    private enum Place {
        case before
        case inside
        case after
    }

    private var partial: PartialText
    private var place = Place.before
    /// How many brackets of the member are open.
    private var depth = 0
    private var isInString = false
    private var isEscaped = false
    /// Whether the array has a member or a comma, so that what comes last is a member too.
    private var hasMembers = false

    /// - Parameter limit: the longest member that is given out, in bytes.
    package init(limit: Int) { partial = PartialText(limit: limit) }

    package mutating func take(
        _ bytes: [UInt8], into pieces: inout [TextPiece]
    ) throws(JSONFault) {
        var start = bytes.startIndex
        for index in bytes.indices {
            let byte = bytes[index]
            if isInString {
                passString(byte)
                continue
            }
            switch place {
            case .before:
                if JSONReader.isSpace(byte) { continue }
                guard byte == UInt8(ascii: "[") else { throw .malformed }
                place = .inside
                start = index + 1
            case .after: guard JSONReader.isSpace(byte) else { throw .malformed }
            case .inside:
                guard pass(byte) else { continue }
                cut(bytes[start..<index], isLast: byte == UInt8(ascii: "]"), into: &pieces)
                start = index + 1
            }
        }
        if place == .inside { partial.append(bytes[start...]) }
    }

    /// Of an array that is not closed the last member is given out where it looks whole.
    package mutating func finish(into pieces: inout [TextPiece]) throws(JSONFault) {
        guard place != .after else { return }
        if depth == 0, !isInString, !partial.isBlank { pieces.append(partial.cut([])) }
        throw .malformed
    }

    private mutating func passString(_ byte: UInt8) {
        if isEscaped {
            isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
            isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
            isInString = false
        }
    }

    /// - Returns: whether the byte ends a member.
    private mutating func pass(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "\""): isInString = true
        case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
        case UInt8(ascii: "}") where depth > 0: depth -= 1
        case UInt8(ascii: "]") where depth > 0: depth -= 1
        case UInt8(ascii: "]"): return true
        case UInt8(ascii: ","): return depth == 0
        default: break
        }
        return false
    }

    private mutating func cut(
        _ last: ArraySlice<UInt8>, isLast: Bool, into pieces: inout [TextPiece]
    ) {
        if isLast { place = .after }
        let isNothing = partial.isBlank && last.allSatisfy(JSONReader.isSpace)
        let piece = partial.cut(last)
        // An empty array has no member; between two commas there is one, though a bad one.
        if isLast && isNothing && !hasMembers { return }
        hasMembers = true
        pieces.append(piece)
    }
}
