import LedgerText
import Testing

@Suite struct TableTests {
    private static let agents: Table = {
        var table = Table([.text("Agent"), .number("Calls"), .text("Place")])
        table.append([.init("aws-cli/2.15 Python/3.11"), .init(1233), .init("東京")])
        table.append([.init("boto3, \"new\""), .init(7), .init("")])
        return table
    }()

    @Test func `Numbers stand right, text left, and no line ends in blanks`() {
        #expect(
            Self.agents.terminal(width: nil, isStyled: false) == """
                Agent                     Calls  Place
                aws-cli/2.15 Python/3.11  1,233  東京
                boto3, "new"                  7

                """)
    }

    @Test func `Only the header is bold, and only where styles are on`() {
        var table = Table([.text("Name")])
        table.append([.init("a")])
        #expect(table.terminal(width: 80, isStyled: true) == "\u{1b}[1mName\u{1b}[0m\na\n")
        #expect(table.terminal(width: 80, isStyled: false) == "Name\na\n")
    }

    @Test func `A table that fits its terminal exactly is left whole`() {
        let whole = Self.agents.terminal(width: nil, isStyled: false)
        #expect(Self.agents.terminal(width: 38, isStyled: false) == whole)
    }

    @Test func `The widest text gives way to the width of the terminal`() {
        #expect(
            Self.agents.terminal(width: 30, isStyled: false) == """
                Agent             Calls  Place
                aws-cli/2.15 Py…  1,233  東京
                boto3, "new"          7

                """)
    }

    @Test func `Wide text next to a column keeps it in line`() {
        var table = Table([.text("Name"), .number("Calls")])
        table.append([.init("東京東京"), .init(1)])
        table.append([.init("tokyo"), .init(22)])
        #expect(
            table.terminal(width: nil, isStyled: false) == """
                Name      Calls
                東京東京      1
                tokyo        22

                """)
    }

    @Test func `Identifiers and numbers are never cut, however narrow the terminal`() {
        var table = Table([.identifier("Key"), .number("Calls"), .text("Agent")])
        table.append([.init("key_0123456789abcdef"), .init(1_000_000), .init("curl/8.5.0")])
        #expect(
            table.terminal(width: 10, isStyled: false) == """
                Key                       Calls  Agent
                key_0123456789abcdef  1,000,000  curl/8.…

                """)
    }

    @Test func `Programs get bare numbers and the exported form of a cell`() {
        var table = Table([.text("Agent"), .number("Calls"), .text("Last seen")])
        table.append([
            .init("boto3, \"new\""), .init(-1233),
            .init(shown: "3 min ago", exported: "2026-11-21T03:09:00Z"),
        ])
        #expect(
            table.csv()
                == "Agent,Calls,Last seen\r\n\"boto3, \"\"new\"\"\",-1233,2026-11-21T03:09:00Z\r\n")
        #expect(table.terminal(width: nil, isStyled: false).contains("-1,233  3 min ago"))
    }

    @Test func `A table without rows is its header`() {
        let table = Table([.text("Name"), .number("Calls")])
        #expect(table.terminal(width: 80, isStyled: false) == "Name  Calls\n")
        #expect(table.csv() == "Name,Calls\r\n")
    }
}
