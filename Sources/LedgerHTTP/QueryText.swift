import Foundation

/// Writes queries.
enum QueryText {
    private static let plain: CharacterSet = {
        var plain = CharacterSet.alphanumerics
        plain.insert(charactersIn: "-._~:")
        return plain.intersection(CharacterSet(charactersIn: Unicode.Scalar(0)..."\u{7E}"))
    }()

    /// `?a=b&c=d`; empty where there is nothing to ask.
    static func text(of pairs: [(name: String, value: String)]) -> String {
        guard !pairs.isEmpty else { return "" }
        return "?" + pairs.map { encode($0.name) + "=" + encode($0.value) }.joined(separator: "&")
    }

    private static func encode(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: plain) ?? ""
    }
}
