import Foundation
import JSONText
import LedgerTesting
import Testing

@Suite struct JSONReaderTests {
    /// What is wrong with a text as a whole; nil for nothing.
    private func fault(_ bytes: [UInt8], depthMax: Int = 32) -> JSONFault? {
        do throws(JSONFault) {
            var reader = try JSONReader(bytes[...], depthMax: depthMax)
            try reader.skip()
            try reader.finish()
            return nil
        } catch {
            return error
        }
    }

    @Test(
        "What is JSON is read to its end",
        arguments: [
            "null", "true", "false", "0", "-0", "12", "-1.5", "1e5", "1E-5", "1.5e+10", "\"\"",
            "\"a\"", "\"\\u00e9\\n\\\"\\\\\\/\\b\\f\\r\\t\"", "\"\\ud83d\\ude00\"", "\"\u{7f}😀\"",
            "[]", "{}", " [ 1 , 2 ] ", "{\"a\":1,\"b\":{\"a\":[]}}", "\t\r\n{ \"a\" : 1 }\n",
        ])
    func valid(text: String) {
        #expect(fault(Array(text.utf8)) == nil)
    }

    @Test(
        "What is none is malformed",
        arguments: [
            "", " ", "nul", "nulll", "True", "tru", "01", "-", "+1", "1.", ".5", "1e", "1e+", "0x1",
            "NaN", "\"", "\"\\x\"", "\"\\u12\"", "\"\\u12g4\"", "\"\\ud800\"", "\"\\ud800\\u0041\"",
            "\"\\udc00\"", "\"\\ud800\\", "\"\u{1}\"", "\"\n\"", "[", "]", "[1", "[1,", "[1,]",
            "[,1]",
            "[1 2]", "{", "}", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "{\"a\":1,}", "{,}",
            "{a:1}", "{1:1}", "{\"a\" 1}", "{\"a\":1 \"b\":2}", "[1]]", "{}{}", "1 2", "[}", "{]",
            "'a'",
            "// a\n1", "\u{feff}1",
        ])
    func malformed(text: String) {
        #expect(fault(Array(text.utf8)) == .malformed)
    }

    @Test(
        "An object has no name twice, however it is written and wherever it stands",
        arguments: [
            ("{\"a\":1,\"a\":1}", "a"), ("{\"a\":1,\"b\":2,\"\\u0061\":3}", "a"),
            ("[{\"b\":{\"c\":1,\"c\":2}}]", "c"), ("{\"\":1,\"\":2}", ""),
        ])
    func duplicates(text: String, name: String) {
        #expect(fault(Array(text.utf8)) == .duplicateName(name))
    }

    @Test("Names that differ by a byte are two names")
    func notDuplicates() {
        for text in [
            "{\"a\":{\"a\":1}}", "[{\"a\":1},{\"a\":1}]", "{\"\u{e9}\":1,\"e\u{301}\":2}",
            "{\"a\":1,\"A\":2}", "{\"a\":1,\"a\\u0000\":2}",
        ] { #expect(fault(Array(text.utf8)) == nil, "\(text)") }
    }

    @Test("It goes as deep as it is told, and no deeper")
    func depth() {
        for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
            for depth in [1, 5, 6, 7, 100_000] {
                let inner = open == "[" ? "" : "1"
                let text =
                    String(repeating: open, count: depth) + inner
                    + String(repeating: close, count: depth)
                #expect(
                    fault(Array(text.utf8), depthMax: 6) == (depth > 6 ? .tooDeep : nil),
                    "\(depth)")
            }
        }
    }

    @Test(
        "Bytes that are no UTF-8 are refused wherever they stand",
        arguments: [
            [0xFF], [0xC3], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x80],
        ] as [[UInt8]])
    func notUTF8(bytes: [UInt8]) {
        let quote = Array("\"".utf8)
        #expect(fault(quote + bytes + quote) == .notUTF8)
        #expect(fault(Array("{\"".utf8) + bytes + Array("\":1}".utf8)) == .notUTF8)
        #expect(fault(Array("1".utf8) + bytes) == .notUTF8)
    }

    @Test("A value is read as what it is, and said to be wanted where it is another")
    func values() throws {
        let text = Array(
            #"{"s":"a\u00e9","i":-9223372036854775808,"big":9223372036854775808,"f":1.5,"n":null}"#
                .utf8)
        var reader = try JSONReader(text[...], depthMax: 1)
        try reader.beginObject()
        #expect(try reader.nextName().map(Array.init) == Array("s".utf8))
        #expect(throws: JSONFault.wrongKind(expected: "an integer")) { try reader.integer() }
        #expect(try reader.string() == "aé")
        _ = try reader.nextName()
        #expect(throws: JSONFault.wrongKind(expected: "a string")) { try reader.string() }
        #expect(throws: JSONFault.wrongKind(expected: "an object")) { try reader.beginObject() }
        #expect(try reader.integer() == .min)
        _ = try reader.nextName()
        var copy = reader
        #expect(throws: JSONFault.wrongKind(expected: "an integer in range")) {
            try copy.integer()
        }
        #expect(try Array(reader.skip()) == Array("9223372036854775808".utf8))
        _ = try reader.nextName()
        copy = reader
        #expect(throws: JSONFault.wrongKind(expected: "an integer")) { try copy.integer() }
        try reader.skip()
        _ = try reader.nextName()
        #expect(try reader.null())
        #expect(try reader.nextName() == nil)
        try reader.finish()
    }

    @Test(
        "Any bytes give a value or a fault, and Foundation reads what is read here",
        arguments: Seed.all)
    func random(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        let alphabet = [
            "{", "}", "[", "]", ",", ":", "\"a\"", "\"", "1", "-", ".", "null", " ", "\\u0041",
        ]
        for _ in 0..<20_000 {
            let text = (0..<Int.random(in: 0...12, using: &generator)).map { _ in
                alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]
            }.joined()
            guard fault(Array(text.utf8)) == nil else { continue }
            let value = try? JSONSerialization.jsonObject(
                with: Data(text.utf8), options: [.fragmentsAllowed])
            #expect(value != nil, "\(text)")
        }
    }
}

@Suite struct JSONNamesTests {
    @Test("A name is found by all of its bytes, and no other is")
    func names() {
        let all = ["a", "id", "key", "duration_us", "datacontenttype", "0123456789abcdef"]
        let names = JSONNames(all)
        for (index, name) in all.enumerated() {
            #expect(names.index(of: Array(name.utf8)[...]) == index)
            #expect(names.index(of: Array((name + "\0").utf8)[...]) == nil)
            #expect(names.index(of: Array(("\0" + name).utf8)[...]) == nil)
            #expect(names.index(of: Array(name.utf8).dropLast()) == nil)
        }
        #expect(names.index(of: [][...]) == nil)
    }
}
