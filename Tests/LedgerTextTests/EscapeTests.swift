import LedgerText
import Testing

@Suite struct EscapeTests {
    @Test(
        "What a terminal would obey or hide is shown instead",
        arguments: [
            ("plain text, 'quotes' \"and\" C:\\path", "plain text, 'quotes' \"and\" C:\\path"),
            ("Zoë 日本 🔥", "Zoë 日本 🔥"),
            ("", ""),
            ("\u{1b}[31mred", "\\u{1b}[31mred"),
            (
                "bell\u{7}, tab\t, line\n, return\r",
                "bell\\u{7}, tab\\u{9}, line\\u{a}, return\\u{d}"
            ),
            ("\u{0}\u{1f}\u{7f}", "\\u{0}\\u{1f}\\u{7f}"),
            ("\u{80}\u{9b}31m\u{9f}", "\\u{80}\\u{9b}31m\\u{9f}"),
            (
                "\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}",
                "\\u{202a}\\u{202b}\\u{202c}\\u{202d}\\u{202e}"
            ),
            ("\u{2066}\u{2067}\u{2068}\u{2069}", "\\u{2066}\\u{2067}\\u{2068}\\u{2069}"),
            ("\u{200e}\u{200f}\u{61c}", "\\u{200e}\\u{200f}\\u{61c}"),
            (
                "\u{200b}\u{200c}\u{200d}\u{2060}\u{feff}",
                "\\u{200b}\\u{200c}\\u{200d}\\u{2060}\\u{feff}"
            ),
            ("\u{2028}\u{2029}\u{85}", "\\u{2028}\\u{2029}\\u{85}"),
            ("tag \u{e0041}, filler \u{3164}", "tag \\u{e0041}, filler \\u{3164}"),
            ("\r\n", "\\u{d}\\u{a}"),
        ])
    func terminal(text: String, expected: String) {
        #expect(Escape.terminal(text) == expected)
    }

    @Test(
        "What HTML would read as markup is shown instead",
        arguments: [
            ("plain Zoë 日本", "plain Zoë 日本"), ("", ""),
            ("<script>", "&lt;script&gt;"), ("\" onload='x'", "&quot; onload=&#39;x&#39;"),
            ("&lt;", "&amp;lt;"), ("a\u{1b}\u{202e}\r\n<", "a\\u{1b}\\u{202e}\\u{d}\\u{a}&lt;"),
        ])
    func html(text: String, expected: String) {
        #expect(Escape.html(text) == expected)
    }

    @Test(
        "Text that reads like an escape is told from an escape",
        arguments: [
            ("\\u{1b}", "\\u{5c}u{1b}"),
            ("\\\u{1b}", "\\\\u{1b}"),
            ("\\\\u{1b}", "\\\\u{5c}u{1b}"),
            ("\\u", "\\u"),
            ("\\", "\\"),
        ])
    func unambiguous(text: String, expected: String) {
        #expect(Escape.terminal(text) == expected)
        #expect(Escape.csv(text) == expected)
        #expect(Escape.logLine(text) == expected)
    }

    @Test(
        "A CSV field is quoted where it must be and never begins a formula",
        arguments: [
            ("plain", "plain"),
            ("", ""),
            ("a b", "a b"),
            ("a,b", "\"a,b\""),
            ("say \"hi\"", "\"say \"\"hi\"\"\""),
            ("two\nlines", "\"two\nlines\""),
            ("two\r\nlines", "\"two\r\nlines\""),
            ("=1+1", "'=1+1"),
            ("+1", "'+1"),
            ("-1+cmd|' /C calc'!A0", "'-1+cmd|' /C calc'!A0"),
            ("-", "'-"),
            ("@SUM(A1,A2)", "\"'@SUM(A1,A2)\""),
            ("\t=1", "'\t=1"),
            ("\r=1", "\"'\r=1\""),
            ("\r\n=1", "\"'\r\n=1\""),
            ("\n=1", "\"'\n=1\""),
            ("＝1", "'＝1"),
            ("-5", "-5"),
            ("1-5", "1-5"),
            ("a=b", "a=b"),
            ("esc \u{1b}[31m", "esc \\u{1b}[31m"),
        ])
    func csv(field: String, expected: String) {
        #expect(Array(Escape.csv(field).unicodeScalars) == Array(expected.unicodeScalars))
    }

    @Test(
        "A log value forges neither a line nor another key",
        arguments: [
            ("plain", "plain"),
            ("", "\"\""),
            ("two words", "\"two words\""),
            ("no\u{a0}break", "\"no\u{a0}break\""),
            ("x user=admin", "\"x user=admin\""),
            ("user=admin", "\"user=admin\""),
            ("end\" user=admin", "\"end\\u{22} user=admin\""),
            ("\"", "\\u{22}"),
            ("a\nINFO forged", "\"a\\u{a}INFO forged\""),
        ])
    func logLine(value: String, expected: String) {
        #expect(Escape.logLine(value) == expected)
    }
}
