/// Cuts a stream of bytes into lines, holding no more than one line.
struct LineSplitter {
    /// A line, or a place where one was.
    enum Piece: Equatable {
        case line([UInt8])
        /// It was longer than the limit; none of it is kept.
        case tooLong
    }

    private let limit: Int
    private var partial: [UInt8] = []
    private var isSkipping = false

    /// - Parameter limit: the longest line that is given out, in bytes.
    init(limit: Int) { self.limit = limit }

    /// Takes the next bytes in, and gives out the lines that they complete, without their ends.
    mutating func take(_ bytes: some Collection<UInt8>) -> [Piece] {
        var pieces: [Piece] = []
        var rest = bytes[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            keep(rest[..<end])
            pieces.append(cut())
            rest = rest[rest.index(after: end)...]
        }
        keep(rest)
        return pieces
    }

    /// What follows the last line end, if anything.
    mutating func finish() -> Piece? {
        guard isSkipping || !partial.isEmpty else { return nil }
        return cut()
    }

    private mutating func keep(_ bytes: some Collection<UInt8>) {
        guard !isSkipping else { return }
        guard partial.count + bytes.count <= limit else {
            isSkipping = true
            partial = []
            return
        }
        partial.append(contentsOf: bytes)
    }

    private mutating func cut() -> Piece {
        defer {
            partial.removeAll(keepingCapacity: true)
            isSkipping = false
        }
        if isSkipping { return .tooLong }
        if partial.last == UInt8(ascii: "\r") { partial.removeLast() }
        return .line(partial)
    }
}
