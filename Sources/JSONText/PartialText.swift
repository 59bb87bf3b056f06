/// The text that is under way: as much of it as arrived, unless that is too much.
struct PartialText {
    private let limit: Int
    private var bytes: [UInt8] = []
    private var isTooLong = false

    init(limit: Int) { self.limit = limit }

    var isEmpty: Bool { bytes.isEmpty && !isTooLong }

    /// Whether there is nothing but white space.
    var isBlank: Bool { !isTooLong && bytes.allSatisfy(JSONReader.isSpace) }

    mutating func append(_ more: ArraySlice<UInt8>) {
        guard !isTooLong else { return }
        guard bytes.count + more.count <= limit else {
            isTooLong = true
            bytes = []
            return
        }
        bytes.append(contentsOf: more)
    }

    /// Ends the text with its last bytes, and begins the next.
    mutating func cut(_ last: ArraySlice<UInt8>) -> TextPiece {
        // A text that came in one part is not copied.
        if isEmpty { return last.count <= limit ? .text(last) : .tooLong }
        append(last)
        defer {
            bytes = []
            isTooLong = false
        }
        return isTooLong ? .tooLong : .text(bytes[...])
    }
}
