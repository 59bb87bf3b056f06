import LedgerCore

/// Where things lie in a run of the state.
///
/// The bytes are specified on the page *The files of projections*.
enum StateRunLayout {
    static let version: UInt16 = 1
    static let magic: [UInt8] = Array("KLST".utf8)
    /// Digest, magic, version, two zeros, range, count of blocks.
    static let headBytes = 64
    /// Length and checksum of a block.
    static let rowBytes = 24
    /// A block ends with the page that brings it to this many bytes.
    static let blockBytes = 64 * 1024

    static let namePrefix = "state"

    static func name(from: UInt64, to: UInt64) -> String {
        RunName.name(namePrefix, from: from, to: to)
    }
}
