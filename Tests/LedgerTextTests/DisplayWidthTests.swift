import LedgerText
import Testing

@Suite struct DisplayWidthTests {
    @Test(
        "Wide characters take two cells, marks none",
        arguments: [
            ("", 0),
            ("abc", 3),
            ("Zoë", 3),
            ("Zoe\u{308}", 3),
            ("日本語", 6),
            ("ｶﾅ", 2),
            ("ＡＢ", 4),
            ("한국", 4),
            ("\u{1112}\u{1161}\u{11ab}", 2),
            ("🔥", 2),
            ("🇩🇪", 2),
            ("█▌…·", 4),
            ("𠀀", 2),
            ("é\u{20dd}", 1),
        ])
    func width(text: String, expected: Int) {
        #expect(DisplayWidth.of(text) == expected)
    }

    @Test(
        "Text is cut between clusters, within the width",
        arguments: [
            ("abc", 3, "abc"),
            ("abcd", 3, "ab…"),
            ("日本語", 6, "日本語"),
            ("日本語", 5, "日本…"),
            ("日本語", 4, "日…"),
            ("e\u{301}e\u{301}e\u{301}", 2, "e\u{301}…"),
            ("abc", 1, "…"),
            ("abc", 0, ""),
            ("", 0, ""),
            ("abc", -1, ""),
        ])
    func truncated(text: String, width: Int, expected: String) {
        #expect(DisplayWidth.truncated(text, to: width) == expected)
    }
}
