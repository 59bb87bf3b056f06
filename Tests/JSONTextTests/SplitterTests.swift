import JSONText
import LedgerTesting
import Testing

@Suite struct SplitterTests {
    /// What a splitter gives for a text that comes in parts of some size: the pieces, and whether it
    /// ended well.
    private func split(
        _ splitter: any TextSplitter, _ text: String, partBytes: Int
    ) -> (pieces: [String], isWhole: Bool) {
        var splitter = splitter
        var pieces: [TextPiece] = []
        let bytes = Array(text.utf8)
        do throws(JSONFault) {
            for start in stride(from: 0, to: bytes.count, by: partBytes) {
                let part = Array(bytes[start..<min(bytes.count, start + partBytes)])
                try splitter.take(part, into: &pieces)
            }
            try splitter.finish(into: &pieces)
            return (pieces.map(Self.text), true)
        } catch {
            #expect(error == .malformed)
            return (pieces.map(Self.text), false)
        }
    }

    private static func text(_ piece: TextPiece) -> String {
        switch piece {
        case .text(let bytes): String(decoding: bytes, as: UTF8.self)
        case .tooLong: "(too long)"
        }
    }

    @Test(
        "Lines are cut at their ends, wherever the parts are cut",
        arguments: [
            ("", []), ("a", ["a"]), ("a\n", ["a"]), ("a\nb", ["a", "b"]), ("\n\n", ["", ""]),
            ("a\r\nb\r\n", ["a", "b"]), ("a\rb\n", ["a\rb"]), ("größe\n", ["größe"]),
            ("12345678\n123456789\n1\n", ["12345678", "(too long)", "1"]),
            ("123456789", ["(too long)"]),
        ] as [(String, [String])])
    func lines(text: String, expected: [String]) {
        for partBytes in 1...10 {
            let found = split(LineSplitter(limit: 8), text, partBytes: partBytes)
            #expect(found.pieces == expected, "in parts of \(partBytes)")
            #expect(found.isWhole)
        }
    }

    @Test(
        "An array is cut at its own commas, and what is no member of it takes nothing with it",
        arguments: [
            ("[]", [], true), (" [ \n] ", [], true), ("[1]", ["1"], true),
            ("[1,2]\n", ["1", "2"], true), ("[ 1 , 2 ]", [" 1 ", " 2 "], true),
            ("[[1,2],{\"a\":[3,4]}]", ["[1,2]", "{\"a\":[3,4]}"], true),
            ("[\"],[\",1]", ["\"],[\"", "1"], true), ("[\"\\\"]\",1]", ["\"\\\"]\"", "1"], true),
            ("[\"\\\\\",1]", ["\"\\\\\"", "1"], true), ("[nonsense,1]", ["nonsense", "1"], true),
            ("[,1]", ["", "1"], true), ("[1,]", ["1", ""], true), ("[{]},1]", ["{]}", "1"], true),
            ("[12345678901234567890,1]", ["(too long)", "1"], true),
            // What is not closed.
            ("", [], false), ("  ", [], false), ("[", [], false), ("[1", ["1"], false),
            ("[1,", ["1"], false), ("[1, ", ["1"], false),
            ("[1,{\"a\":2}", ["1", "{\"a\":2}"], false),
            ("[1,{\"a\":2", ["1"], false), ("[1,\"a", ["1"], false),
            ("[1,{2,3]", ["1", "{2,3]"], false),
            // What is no array, or goes on after it.
            ("{}", [], false), ("1", [], false), ("[1]x", ["1"], false), ("[1][2]", ["1"], false),
            ("x[1]", [], false),
        ] as [(String, [String], Bool)])
    func arrays(text: String, expected: [String], isWhole: Bool) {
        for partBytes in 1...10 {
            let found = split(ArraySplitter(limit: 16), text, partBytes: partBytes)
            #expect(found.pieces == expected, "in parts of \(partBytes)")
            #expect(found.isWhole == isWhole, "in parts of \(partBytes)")
        }
    }

    @Test("One text comes whole, or not at all")
    func single() {
        for partBytes in 1...10 {
            #expect(split(SingleText(limit: 8), "a\n,b", partBytes: partBytes).pieces == ["a\n,b"])
            #expect(
                split(SingleText(limit: 8), "123456789", partBytes: partBytes).pieces
                    == ["(too long)"])
            #expect(split(SingleText(limit: 8), "", partBytes: partBytes).pieces == [""])
        }
    }

    @Test("Any bytes come out as the same pieces, whatever the parts", arguments: Seed.all)
    func random(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        let alphabet = Array("[]{},\"\\ 1a\n")
        for _ in 0..<2_000 {
            let text = String(
                (0..<Int.random(in: 0...30, using: &generator)).map { _ in
                    alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]
                })
            for splitter: any TextSplitter in [ArraySplitter(limit: 12), LineSplitter(limit: 12)] {
                let whole = split(splitter, text, partBytes: 100)
                let parts = split(
                    splitter, text, partBytes: Int.random(in: 1...5, using: &generator))
                #expect(whole == parts, "\(text)")
            }
        }
    }
}
