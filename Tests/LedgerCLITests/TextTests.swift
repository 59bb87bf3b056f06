import LedgerCLI
import LedgerText
import Testing

@Suite struct TextTests {
    @Test(
        "A long text is cut at spaces, and where there is none",
        arguments: [
            ("one two three", 7, ["one two", "three"]), ("one", 7, ["one"]),
            ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
            ("a bcdefgh i", 4, ["a", "bcde", "fgh", "i"]),
            ("日本日本", 4, ["日本", "日本"]),
        ] as [(String, Int, [String])])
    func wrapped(text: String, width: Int, lines: [String]) {
        #expect(Wrapping.lines(text, width: width) == lines)
        #expect(Wrapping.lines(text, width: nil) == [text])
    }

    @Test("No line is wider than it may be once it is escaped")
    func escaped() {
        let text = "\u{1b}[31mred \u{202e}desrever\u{1b}[0m tail"
        for line in Wrapping.lines(text, width: 12) {
            #expect(DisplayWidth.of(Escape.terminal(line)) <= 12)
        }
    }

    @Test("A page of one day says the day once")
    func oneDay() {
        let seen = SeenText(first: "2023-07-10T11:54:33Z", last: "2023-07-10T12:29:09.5Z")
        #expect(seen.title == "seen on 2023-07-10, UTC")
        #expect(
            seen.text("2023-07-10T11:59:24Z", "2023-07-10T12:29:09.5Z") == "11:59:24 – 12:29:09")
        #expect(seen.text("2023-07-10T11:59:24.1Z", "2023-07-10T11:59:24.7Z") == "11:59:24")
    }

    @Test("A page of several days says the days")
    func manyDays() {
        let seen = SeenText(first: "2023-07-10T11:54:33Z", last: "2023-07-12T12:29:09Z")
        #expect(seen.title == "seen, UTC")
        #expect(
            seen.text("2023-07-10T11:59:24Z", "2023-07-10T12:29:09Z") == "2023-07-10 11:59 – 12:29")
        #expect(
            seen.text("2023-07-10T11:59:24Z", "2023-07-12T12:29:09Z") == "2023-07-10 – 2023-07-12")
    }

    @Test(
        "A word for the shell is quoted where it must be",
        arguments: [
            ("./keyledger-data", "./keyledger-data"), ("my data", "'my data'"), ("", "''"),
            ("it's", #"'it'\''s'"#), ("$(rm)", "'$(rm)'"), ("naïve", "'naïve'"),
        ])
    func quoted(text: String, word: String) {
        #expect(ShellWord.quoted(text) == word)
    }

    @Test(
        "A part of a URL holds nothing but what may stand there",
        arguments: [
            ("key_a-b.c~d", "key_a-b.c~d"), ("a/b?c#d", "a%2Fb%3Fc%23d"),
            ("é +&=", "%C3%A9%20%2B%26%3D"),
            ("\n", "%0A"),
        ])
    func percent(text: String, encoded: String) {
        #expect(PercentEncoding.of(text) == encoded)
    }
}
