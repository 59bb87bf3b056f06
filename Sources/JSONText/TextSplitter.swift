/// Cuts a stream of bytes into the texts that it is made of, holding no more than one of them.
///
/// The bytes come in parts, which may be cut anywhere; what comes out does not depend on where.
/// Texts are given out in order, those before a fault too. After a fault it is not to be used.
package protocol TextSplitter: Sendable {
    /// Takes the next bytes in, and adds the texts that they complete to `pieces`.
    /// - Throws: `malformed` where the stream cannot go on like that.
    mutating func take(_ bytes: [UInt8], into pieces: inout [TextPiece]) throws(JSONFault)

    /// Says that nothing more arrives, and adds what is left.
    /// - Throws: `malformed` where the stream may not end here.
    mutating func finish(into pieces: inout [TextPiece]) throws(JSONFault)
}

/// One text cut out of a stream, or a place where one was.
package enum TextPiece: Sendable, Equatable {
    case text(ArraySlice<UInt8>)
    /// It was longer than the limit; none of it is kept.
    case tooLong
}

/// A stream that is one text.
package struct SingleText: TextSplitter {
    private var partial: PartialText

    /// - Parameter limit: the longest text that is given out, in bytes.
    package init(limit: Int) { partial = PartialText(limit: limit) }

    package mutating func take(
        _ bytes: [UInt8], into pieces: inout [TextPiece]
    ) throws(JSONFault) {
        partial.append(bytes[...])
    }

    package mutating func finish(into pieces: inout [TextPiece]) throws(JSONFault) {
        pieces.append(partial.cut([]))
    }
}
