/// The fixed numbers of segment files, format version 1 (the page *The segment file*).
enum SegmentFormat {
    /// The first bytes of every version.
    static let magic: [UInt8] = Array("KLSG".utf8)
    /// The version that this program writes, and the newest it reads.
    static let version: UInt16 = 1
    /// Magic, version, two zero bytes.
    static let headBytes = 8
    /// Length of the footer, then the digest of head, footer and length.
    static let trailerBytes = 36
    /// Entries of a block; the last one of a short segment has fewer.
    static let rowsPerBlock = 1_024
    /// The most bytes of a section that one checksum covers.
    static let unitBytes = 16 * 1_024
    /// The first bytes of the SHA-256 of a block or unit.
    static let checkBytes = 16
    /// How many amounts a row has columns for.
    static let amountSlots = 8
}

/// The columns of integers of a block, in their order.
enum SegmentColumn: Int, CaseIterable {
    /// The number of the row's template; as many as there are templates for a row stored whole.
    case shape
    /// The number of the pair of key and tenant.
    case key
    /// `time` in microseconds since 1970; that of the row before where the row has none.
    case time
    /// The index of the personal values in the list of the row's key.
    case personal
    /// The same of the actor's personal values.
    case actorPersonal
    /// The number of the operation.
    case operation
    case durationUs
    case requestBytes
    case responseBytes
    /// The first of `SegmentFormat.amountSlots` columns of amounts.
    case firstAmount

    /// How many columns of integers there are.
    static let count = SegmentColumn.firstAmount.rawValue + SegmentFormat.amountSlots
}

/// The columns of texts of a block, which follow those of integers.
enum SegmentTextColumn: Int, CaseIterable {
    case id
    case traceID
    /// The rows that are stored whole.
    case row

    /// The column's place among all columns.
    var place: Int { SegmentColumn.count + rawValue }

    /// How many columns a block has.
    static let columnCount = SegmentColumn.count + SegmentTextColumn.allCases.count
}

/// What follows the blocks, in this order.
enum SegmentSection: Int, CaseIterable {
    /// Where frames began, when they were recorded, by which rules they are applied.
    case frames
    /// Texts, by number.
    case terms
    /// Operations: numbers of terms.
    case operations
    /// Templates of rows.
    case templates
    /// Keys: tenant, rows, totals, lists of personal values.
    case keys
    /// Ids of keys, 17 bytes each.
    case keyIDs
    /// Personal values: whose they are, in which lists, how long.
    case personals
    /// Commitments, 32 bytes each.
    case commitments
    /// Ciphertexts.
    case ciphertexts

    /// What the section holds, for messages.
    var name: String {
        switch self {
        case .frames: "frames"
        case .terms: "terms"
        case .operations: "operations"
        case .templates: "templates"
        case .keys: "keys"
        case .keyIDs: "ids of keys"
        case .personals: "personal values"
        case .commitments: "commitments"
        case .ciphertexts: "ciphertexts"
        }
    }
}
