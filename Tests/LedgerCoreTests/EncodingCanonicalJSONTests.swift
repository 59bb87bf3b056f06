import LedgerCore
import Testing

@Suite struct EncodingCanonicalJSONTests {
    @Test(
        "Strings are escaped as RFC 8785 says, and no further",
        arguments: [
            ("", #""""#),
            // RFC 8785, section 3.2.2.
            ("\u{20AC}$\u{0F}\u{0A}A'\u{42}\u{22}\u{5C}\\\"/", #""€$\u000f\nA'B\"\\\\\"/""#),
            ("\u{0}\u{1}\u{7}\u{8}\u{9}\u{A}", #""\u0000\u0001\u0007\b\t\n""#),
            ("\u{B}\u{C}\u{D}\u{E}\u{1F}", #""\u000b\f\r\u000e\u001f""#),
            ("\r\n", #""\r\n""#),
            ("\u{7F}\u{80}\u{2028}\u{FEFF}", "\"\u{7F}\u{80}\u{2028}\u{FEFF}\""),
            ("<script>&'/", #""<script>&'/""#),
            ("e\u{301} é 𝄞 👩‍👩‍👧‍👦", "\"e\u{301} é 𝄞 👩‍👩‍👧‍👦\""),
        ])
    func strings(text: String, expected: String) {
        var json = CanonicalJSON()
        json.string(text)
        #expect(json.bytes == Array(expected.utf8))
    }

    @Test("Members and elements are parted by commas and by nothing else")
    func structure() {
        var json = CanonicalJSON()
        json.beginObject()
        json.name("a")
        json.beginArray()
        json.integer(UInt64.max)
        json.integer(Int64.min)
        json.beginArray()
        json.endArray()
        json.beginObject()
        json.endObject()
        json.string("x")
        json.endArray()
        json.name("b" as StaticString)
        json.beginObject()
        json.name("c\"")
        json.integer(0)
        json.endObject()
        json.endObject()
        let expected = #"{"a":[18446744073709551615,-9223372036854775808,[],{},"x"],"b":{"c\"":0}}"#
        #expect(String(decoding: json.bytes, as: UTF8.self) == expected)
    }

    @Test("The limits agree with each other")
    func limits() {
        #expect(Limits.areConsistent)
    }
}
