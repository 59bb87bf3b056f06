import LedgerText
import Testing

/// One hostile text through each exit.
@Suite struct PoisonTests {
    private static let poison =
        "=cmd|' /C calc'!A0,\"<script>alert(1)</script>\u{1b}]0;owned\u{7}\u{9b}2J"
        + "\r\n2026-11-01 INFO forged user=admin\u{202e}nimda\u{2066}\u{200b}\u{2028}\u{7f}\\u{41}"

    private static let exits: [(name: String, text: String, ownScalars: [Unicode.Scalar])] = {
        var table = Table([.text("Agent"), .identifier("Key"), .number("Calls")])
        table.append([.init(poison), .init(poison), .init(poison)])
        let progress = ProgressLine(label: poison, done: 1, total: 2, perSecond: 1)
        return [
            ("terminal", Escape.terminal(poison), []),
            ("csv", Escape.csv(poison), ["\r", "\n"]),
            ("log line", Escape.logLine(poison), []),
            ("HTML", Escape.html(poison), []),
            ("table", table.terminal(width: nil, isStyled: false), ["\n"]),
            ("narrow table", table.terminal(width: 20, isStyled: false), ["\n"]),
            ("table as CSV", table.csv(), ["\r", "\n"]),
            ("progress", progress.text(width: 1000), []),
        ]
    }()

    @Test func `No exit lets a control, bidi, invisible or separator character through`() {
        for exit in Self.exits {
            let leaked = exit.text.unicodeScalars.filter { scalar in
                let isHostile: Bool =
                    switch scalar.properties.generalCategory {
                    case .control, .format, .lineSeparator, .paragraphSeparator: true
                    default: false
                    }
                return isHostile && !exit.ownScalars.contains(scalar)
            }
            #expect(leaked.isEmpty, "\(exit.name)")
        }
    }

    @Test func `Each exit writes it in its own form`() {
        let middle =
            "<script>alert(1)</script>\\u{1b}]0;owned\\u{7}\\u{9b}2J"
        let tail =
            "2026-11-01 INFO forged user=admin\\u{202e}nimda\\u{2066}\\u{200b}\\u{2028}\\u{7f}"
            + "\\u{5c}u{41}"
        let terminal = "=cmd|' /C calc'!A0,\"\(middle)\\u{d}\\u{a}\(tail)"
        let csv = "\"'=cmd|' /C calc'!A0,\"\"\(middle)\r\n\(tail)\""
        #expect(Escape.terminal(Self.poison) == terminal)
        #expect(Escape.csv(Self.poison) == csv)
        #expect(
            Escape.logLine(Self.poison)
                == "\"=cmd|' /C calc'!A0,\\u{22}\(middle)\\u{d}\\u{a}\(tail)\"")

        var table = Table([.text("Agent")])
        table.append([.init(Self.poison)])
        #expect(table.terminal(width: nil, isStyled: false) == "Agent\n\(terminal)\n")
        #expect(table.csv() == "Agent\r\n\(csv)\r\n")

        let progress = ProgressLine(label: Self.poison, done: 7, total: nil, perSecond: 1)
        #expect(progress.text(width: 1000) == "\(terminal)  7  1/s")
    }
}
