extension LineBatches.Batch {
    /// The batch in two: up to the line that is the `count`th of those that are not blank, which is
    /// how the API counts lines, and what follows.
    /// - Returns: nil for the rest where nothing follows.
    package func split(after count: Int) -> (head: Self, rest: Self?) {
        var (counted, lines, end) = (0, 0, 0)
        while counted < count, end < bytes.count {
            let line = bytes[end...].prefix { $0 != UInt8(ascii: "\n") }
            if !line.allSatisfy({ [0x20, 0x09, 0x0D].contains($0) }) { counted += 1 }
            lines += 1
            end = min(line.endIndex + 1, bytes.count)
        }
        let head = Self(bytes: Array(bytes[..<end]), firstLine: firstLine, lines: lines)
        guard end < bytes.count else { return (head, nil) }
        let rest = Self(
            bytes: Array(bytes[end...]), firstLine: firstLine + lines, lines: self.lines - lines)
        return (head, rest)
    }
}
