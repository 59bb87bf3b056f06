import LedgerText

/// A cap as the API describes it.
struct CapAnswer: Decodable {
    var meter: String
    var period: String
    var limit: Int64
}

extension Value {
    /// Caps in one line: `10,000 calls/month` for people, `calls/month=10000` for programs.
    static func caps(_ caps: [CapAnswer]?) -> Value {
        guard let caps, !caps.isEmpty else { return absent }
        let shown = caps.map { "\(Number.grouped($0.limit)) \($0.meter)/\($0.period)" }
        let exported = caps.map { "\($0.meter)/\($0.period)=\($0.limit)" }
        return Value(
            shown: shown.joined(separator: ", "), exported: exported.joined(separator: " "))
    }
}
