/// How many cells of a terminal a text takes, and text brought to such a width.
///
/// A simple model that terminals share for names in any script: combining marks take no cell, East
/// Asian wide characters and emoji two, all others one. A cluster takes the sum of its scalars.
/// Meant for text that went through `Escape.terminal`, which leaves no control characters.
package enum DisplayWidth {
    /// The width of a text in cells.
    package static func of(_ text: String) -> Int {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
        return text.unicodeScalars.reduce(0) { $0 + width(of: $1) }
    }

    /// The text if it fits into `width` cells, else its beginning and `…`, in at most `width`
    /// cells.
    package static func truncated(_ text: String, to width: Int) -> String {
        if of(text) <= width { return text }
        guard width > 0 else { return "" }
        var result = ""
        var used = 1
        for character in text {
            used += of(String(character))
            if used > width { break }
            result.append(character)
        }
        return result + "…"
    }

    private static func width(of scalar: Unicode.Scalar) -> Int {
        let properties = scalar.properties
        switch properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: break
        }
        if joiningJamo.contains(scalar.value) { return 0 }
        // A regional indicator is half of a flag, and a flag takes two cells.
        if regionalIndicators.contains(scalar.value) { return 1 }
        let isWide =
            properties.isEmojiPresentation || wide.contains { $0.contains(scalar.value) }
        return isWide ? 2 : 1
    }

    /// Hangul vowels and final consonants, drawn into the cells of the syllable's first letter.
    private static let joiningJamo: ClosedRange<UInt32> = 0x1160...0x11FF

    private static let regionalIndicators: ClosedRange<UInt32> = 0x1F1E6...0x1F1FF

    /// The ranges of East_Asian_Width W and F (Unicode, EastAsianWidth.txt), joined over
    /// unassigned gaps, without emoji, which the standard library knows.
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0x3247, 0x3250...0x4DBF,
        0x4E00...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE1F,
        0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18DFF, 0x1AFF0...0x1B2FF,
        0x1F200...0x1F265, 0x20000...0x3FFFD,
    ]
}
