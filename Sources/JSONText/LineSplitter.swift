/// Cuts a stream of bytes into lines, holding no more than one line.
package struct LineSplitter: TextSplitter {
    private var partial: PartialText

    /// - Parameter limit: the longest line that is given out, in bytes.
    package init(limit: Int) { partial = PartialText(limit: limit) }

    /// Lines are given out without their ends.
    package mutating func take(
        _ bytes: [UInt8], into pieces: inout [TextPiece]
    ) throws(JSONFault) {
        var rest = bytes[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            pieces.append(partial.cut(rest[..<end]).withoutReturn)
            rest = rest[(end + 1)...]
        }
        partial.append(rest)
    }

    package mutating func finish(into pieces: inout [TextPiece]) throws(JSONFault) {
        if !partial.isEmpty { pieces.append(partial.cut([]).withoutReturn) }
    }
}

extension TextPiece {
    /// Lines may end in CR LF.
    fileprivate var withoutReturn: TextPiece {
        guard case .text(let text) = self, text.last == UInt8(ascii: "\r") else { return self }
        return .text(text.dropLast())
    }
}
