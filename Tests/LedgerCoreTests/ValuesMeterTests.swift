import LedgerCore
import Testing

@Suite struct ValuesMeterTests {
    private static func item(_ meter: String, _ quantity: Int64) -> Quantities.Item {
        Quantities.Item(meter: meter, quantity: quantity)
    }

    @Test(
        "A meter's name is a lower-case letter, then letters, digits and underscores",
        arguments: [
            "a", "calls", "denied_calls", "a1", "a_", "z9_z", String(repeating: "m", count: 63),
        ])
    func name(text: String) {
        #expect(Meter.isName(text))
    }

    @Test(
        "Other texts are no meter's name",
        arguments: [
            "", "1", "_a", "A", "aB", "a-b", "a b", "a.b", "é", "aé", "a\u{301}", "a\n", "a\0",
            String(repeating: "m", count: 64),
        ])
    func noName(text: String) {
        #expect(!Meter.isName(text))
    }

    @Test("Quantities are ordered by meter and answer for every meter")
    func order() throws {
        let quantities = try #require(
            Quantities([Self.item("tokens", 512), Self.item("a_b", 2), Self.item("ab", 1)]))
        #expect(quantities.items.map(\.meter) == ["a_b", "ab", "tokens"])
        #expect(quantities["tokens"] == 512)
        #expect(quantities["calls"] == 0)
        #expect(Quantities([Self.item("a", 1), Self.item("b", 2), Self.item("a", 1)]) == nil)
        #expect(Quantities([]) == Quantities.none)
    }

    @Test("One call is counted where no number of calls is said")
    func calls() {
        #expect(Quantities.none.withCalls == .oneCall)
        #expect(Quantities.oneCall[Meter.calls] == 1)
        #expect(Quantities([Self.item("calls", 0)])?.withCalls["calls"] == 0)
        let both = Quantities([Self.item("bytes", 9), Self.item("tokens", 512)])?.withCalls
        #expect(
            both?.items == [Self.item("bytes", 9), Self.item("calls", 1), Self.item("tokens", 512)])
    }

    @Test(
        "Quantities that are out of order or name a meter twice are refused where they are read",
        arguments: [[1, 0], [0, 0], [0, 2, 1]] as [[UInt8]])
    func unordered(terms: [UInt8]) {
        let row: [UInt8] = [UInt8(terms.count)] + terms.flatMap { [$0, 2] as [UInt8] }
        var reader = RowReader(
            row: ByteReader(row),
            dictionary: FrameDictionary(terms: ["a", "b", "c"], personals: []))
        #expect(throws: FormatError.malformed("quantities")) { try Quantities.read(from: &reader) }
    }
}
