extension Table {
    /// The table for a terminal: a header and one line per row, each ended by a line feed.
    ///
    /// Where the lines would be wider than the terminal, the widest text columns give way first,
    /// down to `narrowestText`. If that is not enough the lines stay too wide: the terminal then
    /// wraps them, and no number or identifier is lost.
    ///
    /// - Parameters:
    ///   - width: the cells of a line, or nil where there is no such limit (a file, a pipe).
    ///   - isStyled: whether the header is bold; `NO_COLOR` and the kind of output are for the
    ///     caller to judge.
    package func terminal(width: Int?, isStyled: Bool) -> String {
        let header = columns.map { Escape.terminal($0.title) }
        let lines = [header] + rows.map { row in row.map { Escape.terminal($0.shown) } }
        let widths = widths(of: lines, within: width)
        var result = ""
        for (index, line) in lines.enumerated() {
            let text = aligned(line, to: widths)
            result += index == 0 && isStyled ? "\u{1b}[1m\(text)\u{1b}[0m\n" : "\(text)\n"
        }
        return result
    }

    private static var gap: String { "  " }
    private static var narrowestText: Int { 8 }

    private func widths(of lines: [[String]], within limit: Int?) -> [Int] {
        var widths = columns.indices.map { column in
            lines.reduce(0) { max($0, DisplayWidth.of($1[column])) }
        }
        guard let limit else { return widths }
        let available = limit - Self.gap.count * (columns.count - 1)
        let shrinkable = columns.indices.filter { columns[$0].kind == .text }
        for column in shrinkable {
            widths[column] = min(widths[column], max(limit, Self.narrowestText))
        }
        var excess = widths.reduce(0, +) - available
        while excess > 0,
            let widest = shrinkable.max(by: { widths[$0] < widths[$1] }),
            widths[widest] > Self.narrowestText
        {
            widths[widest] -= 1
            excess -= 1
        }
        return widths
    }

    private func aligned(_ line: [String], to widths: [Int]) -> String {
        var result = ""
        for (index, column) in columns.enumerated() {
            let isText = column.kind == .text
            let cell = isText ? DisplayWidth.truncated(line[index], to: widths[index]) : line[index]
            let padding = String(repeating: " ", count: widths[index] - DisplayWidth.of(cell))
            if index > 0 { result += Self.gap }
            result += column.kind == .number ? padding + cell : cell + padding
        }
        while result.last == " " { result.removeLast() }
        return result
    }
}
