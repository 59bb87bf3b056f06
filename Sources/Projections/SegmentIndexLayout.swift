import LedgerCore

/// Where things lie in the index of a segment.
///
/// The bytes are specified on the page *The files of projections*.
enum SegmentIndexLayout {
    static let version: UInt16 = 1
    static let magic: [UInt8] = Array("KLSI".utf8)
    static let namePrefix = "index"
    /// What one checksum covers.
    static let blockBytes = 4_096
    static let checkBytes = 16
    /// The head without the checksums of blocks.
    static let headBytes = 152
    /// A row's number, and so the most pairs and kinds, takes so many bits.
    static let rowBits = 17
    static let rowsMax = 1 << 16
    /// Bits of an address's keyed hash that are kept: a few thousand keys of a segment have a false
    /// one once in some hundred questions, and a false one costs the reading of its rows.
    static let fingerprintBits = 24

    /// The flag that some personal values could not be opened though their key was not destroyed.
    static let someUnopened: UInt64 = 1

    /// The parts, in the order of the file.
    enum Section: Int, CaseIterable {
        case pairs, postings, kindEnds, kinds, cells, addresses, others
    }

    static func name(from: UInt64, to: UInt64) -> String {
        RunName.name(namePrefix, from: from, to: to)
    }
}
