/// Text from outside made harmless, one function per exit.
///
/// Every exit replaces a character that is not seen, or that changes how others are seen, by
/// `\u{hex}`, because such characters move the cursor, forge lines and reorder what is read. A
/// backslash is replaced only where the text itself reads `\u{`, so what was escaped can be read
/// back exactly: no two texts are shown alike. Text is escaped once, at the exit, never before.
package enum Escape {
    /// Text for a terminal: one line, without control sequences, in the order in which it was
    /// written.
    package static func terminal(_ text: String) -> String {
        replacing(in: text, where: isUnseen)
    }

    /// One field of a CSV record, quoted as RFC 4180 asks where it holds a comma, a quote or a line
    /// end.
    ///
    /// A spreadsheet evaluates a field that begins like a formula, even a quoted one, so such a
    /// field gets an apostrophe in front (OWASP, "CSV Injection"). A plain negative integer is data
    /// and stays as it is. TAB, CR and LF stay too, since a quoted field can carry them.
    package static func csv(_ field: String) -> String {
        let seen = replacing(in: field) { isUnseen($0) && !isSpacingControl($0) }
        let guarded = beginsLikeFormula(seen) ? "'" + seen : seen
        let needsQuotes = guarded.unicodeScalars.contains { ",\"\r\n".unicodeScalars.contains($0) }
        guard needsQuotes else { return guarded }
        var quoted = "\""
        for scalar in guarded.unicodeScalars {
            if scalar == "\"" { quoted.unicodeScalars.append(scalar) }
            quoted.unicodeScalars.append(scalar)
        }
        return quoted + "\""
    }

    /// One value of a log line of the form `key=value key=value`.
    ///
    /// A value that is empty or holds a space or `=` is put in quotes, and a quote inside becomes
    /// `\u{22}`, so that a value can forge neither a line nor another key.
    package static func logLine(_ value: String) -> String {
        let seen = replacing(in: value) { isUnseen($0) || $0 == "\"" }
        let needsQuotes = seen.unicodeScalars.contains { $0 == "=" || $0.properties.isWhitespace }
        return needsQuotes || seen.isEmpty ? "\"\(seen)\"" : seen
    }

    /// Text for HTML, between tags or within a quoted attribute: markup of its own it cannot begin,
    /// nor end what is around it (OWASP, "Cross Site Scripting Prevention", rules 1 and 2).
    package static func html(_ text: String) -> String {
        var result = ""
        for scalar in replacing(in: text, where: isUnseen).unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// Control (C0, DEL, C1), format (bidi, zero-width, tags) and separator characters, and all
    /// else that Unicode lets a renderer leave out (`Default_Ignorable_Code_Point`).
    private static func isUnseen(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.value < 0x20 || scalar.value == 0x7F }
        return switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: scalar.properties.isDefaultIgnorableCodePoint
        }
    }

    private static func isSpacingControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "\t" || scalar == "\r" || scalar == "\n"
    }

    private static func beginsLikeFormula(_ field: String) -> Bool {
        let scalars = field.unicodeScalars
        // The full-width signs count as well: some spreadsheets read them as the plain ones.
        guard let first = scalars.first, "=+-@\t\r\n＝＋－＠".unicodeScalars.contains(first) else {
            return false
        }
        let digits = scalars.dropFirst()
        let isInteger = !digits.isEmpty && digits.allSatisfy { ("0"..."9").contains($0) }
        return !(first == "-" && isInteger)
    }

    private static func replacing(
        in text: String, where needsEscape: (Unicode.Scalar) -> Bool
    ) -> String {
        let isPlain = text.utf8.allSatisfy {
            (0x20...0x7E).contains($0) && $0 != UInt8(ascii: "\\") && $0 != UInt8(ascii: "\"")
        }
        if isPlain { return text }
        let scalars = text.unicodeScalars
        var result = ""
        for index in scalars.indices {
            let scalar = scalars[index]
            let readsAsEscape =
                scalar == "\\" && scalars[index...].starts(with: "\\u{".unicodeScalars)
            if readsAsEscape || needsEscape(scalar) {
                result += "\\u{\(String(scalar.value, radix: 16))}"
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
