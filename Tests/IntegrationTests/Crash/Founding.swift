import LedgerCore

/// How a ledger of the crash tests is made.
enum Founding: Sendable {
    /// By `init`, with segments so short that several are full after each round.
    case shortSegments
    /// By the first start of a server. Its first segment stays open.
    case served
    /// By the first start of a server, then filled until the first segment is almost full.
    case filled

    /// Entries that one of `filled` has before the load begins; a round brings more than the rest.
    static let filledEntries = Limits.entriesPerSegment - 200

    /// One folder in ten has full-size segments, and in every fourth of them one is sealed.
    init(seed: UInt64) {
        switch seed % 40 {
        case 0: self = .filled
        case 10, 20, 30: self = .served
        default: self = .shortSegments
        }
    }
}
