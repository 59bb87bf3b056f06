import FoundationEssentials
import Testing

/// A member made by zlib 1.2.13, and what it holds.
struct GzipMember: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let bytes: [UInt8]
    let content: [UInt8]

    init(_ name: String, _ base64: String, _ content: String) {
        testDescription = name
        bytes = Self.bytes(base64: base64)
        self.content = Array(content.utf8)
    }

    private static func bytes(base64: String) -> [UInt8] {
        Data(base64Encoded: base64, options: .ignoreUnknownCharacters).map(Array.init) ?? []
    }
}

extension GzipMember {
    static let stored = GzipMember(
        "stored", "H4sIAAAAAAAA/wEIAPf/YXMgaXQgaXOzJE6WCAAAAA==", "as it is")
    static let fixed = GzipMember(
        "fixed codes", "H4sIAAAAAAAA/8tJTUlPLVLIIZMCAD0pNZQ/AAAA",
        String(repeating: "ledger ", count: 9))
    static let dynamic = GzipMember(
        "own codes",
        """
        H4sIAAAAAAAA/z3VMY4cORAEQF+v0BOarCKLfJAMAcL93zwJXdHWEmvkcjMnhn9+//fr5/Pjz78fd9z3cOK8h1r1
        Hnbt97Du6sPI95AR7yHWfA+zxnsYt5PH08mzg2928NkdXKeD6+ngPTt4ZQfn7uA4HTyv4NHJIzp5dfCtDj63g8/o
        4IoO3quDV3Vwng7Op4NjdvDMTh5bcgd37J3T7zu29qPHq8ejx9Lj1uPSY+qxk8fo5Ojgux49Xj3a7rHdtF0uPbrw
        sd1ju2m7fNxUj0ePthu2i6XH1GMH57XdsF3YLq8eJbuxHr9+U48du4/lHstNy8XV49Fj6dFyo5Mj9Riu0MF1bTds
        N22XR4+lR9s9tpu2S1fu4Hts99iOu+Juc7e4S+6Su+BucjfqS+6fetQvdUXdpm5Tt6hL6oK6Sd2gblAH3aXuUFfU
        FXWbukVdUhfUBXWTukEddJe6+9iOu+Juc7e4S+6Su+Bucje4+9iZDruDXWG3sdvYLewSu8BuYjexG9hRd7E72BV2
        hd3GbmGX2MX9viiMh93I78qKNN5jPPAKvA3eAm+Bl+AFeBO8Ad7nznbcHe6Ku83d5m5xl9wFd5O7yd2Y37PkT/sy
        5u5wV9xt7hZ3yV1wF9xN7gZ3H7vPnefukFfkbfIWeYu8JC/Im+QN8j54tgPvgFfgbfA2eAu8BC/Am+BN8AZ43N3v
        tQPvgFfgbfAWeAlegBfgzfg+Fd/HzX9pPPIOeUXeJm+Rt8hL8oK8Sd4gb3wPnvHIO+QVeZu8Td4iL8kL8ub9go1H
        Hnj3e+/IO+QVeZu8RV6Sl+QFeZO8Qd4Hj7yL3kGv0NvoLfQWeoleoDfRG+iN78mzHnoHvfpL73/qLQ3NaQoAAA==
        """, (0..<300).map { "line \($0 * 7919 % 1000)\n" }.joined())
    static let empty = GzipMember("empty", "H4sIAAAAAAAA/wMAAAAAAAAAAAA=", "")
    static let header = GzipMember(
        "header with extra field, name, comment and checksum",
        "H4sIHgAAAAAA/wMAeHl6YS5qc29uAGEgY29tbWVudACKKctLzE1NAQCHzOBxBQAAAA==", "named")
    static let zeros = GzipMember(
        "100,000 zeros",
        """
        H4sIAAAAAAAA/+3BMQEAAADCoPVPbQ0PoAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
        AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAIBXA32VEdSghgEA
        """, String(repeating: "\0", count: 100_000))
    static let all = [stored, fixed, dynamic, empty, header, zeros]
}
