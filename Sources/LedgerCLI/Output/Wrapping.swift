import LedgerText

/// Text cut into lines that fit.
package enum Wrapping {
    /// The text in lines of at most `width` cells once escaped, cut at spaces where that can be. It
    /// is one line where there is no limit.
    package static func lines(_ text: String, width: Int?) -> [String] {
        guard let width, DisplayWidth.of(Escape.terminal(text)) > width else { return [text] }
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ", omittingEmptySubsequences: false) {
            let longer = lines.isEmpty && line.isEmpty ? String(word) : line + " " + word
            if DisplayWidth.of(Escape.terminal(longer)) <= width {
                line = longer
                continue
            }
            if !line.isEmpty { lines.append(line) }
            line = ""
            for character in word {
                if DisplayWidth.of(Escape.terminal(line + String(character))) > width {
                    lines.append(line)
                    line = ""
                }
                line.append(character)
            }
        }
        return lines + [line]
    }
}
