/// Every limit of the ledger. All sizes are of decompressed bytes.
package enum Limits {
    package static let leafBytes = 65_535
    package static let frameBytes = 768 * 1024
    package static let entriesPerSegment: UInt64 = 65_536
    /// The smaller segment that tests may found a ledger with.
    package static let entriesPerTestSegment: UInt64 = 256

    /// As much as one commit takes before it is handed over, but for its last frame.
    package static let commitBytes = 8 * 1024 * 1024
    /// How long a commit waits for those whom the last one answered, in all and for the next of them.
    package static let gatheringMicroseconds = 500
    package static let nextCallMicroseconds = 100
    /// How long the decider looks for the next of them before it sleeps.
    package static let lookingMicroseconds = 5
    /// With less room than this on the disk nothing more is taken.
    package static let diskReserveBytes: UInt64 = 64 * 1024 * 1024

    package static let batchLines = 100_000
    package static let batchBytes = 32 * 1024 * 1024
    /// The most usage lines that are decided before interactive commands get their turn again.
    package static let linesPerTurn = 4_096
    package static let jsonBytes = 1024 * 1024
    package static let jsonDepth = 32
    package static let pageItems = 1_000

    package static let nameBytes = 255
    package static let userAgentBytes = 512
    /// Names of keys and principals, in characters.
    package static let labelCharacters = 200
    package static let reasonCharacters = 1_000
    package static let meterNameBytes = 63
    package static let scopes = 256
    package static let scopesBytes = 16 * 1024
    package static let scopesPerCall = 8
    package static let quantities = 8
    package static let quantity: Int64 = 9_007_199_254_740_991
    package static let capsPerSubject = 8
    package static let metersPerTenant = 1_000
    /// Open at once on a port.
    package static let connections = 10_000
    package static let tenantsPerCredential = 256
    /// The operations of a tenant that are told apart in one answer; the rest is one.
    package static let operationsPerTenant = 10_000
    /// The most rows that one answer about meters has.
    package static let meterRows = 100_000

    package static let lateDays: Int64 = 35
    package static let earlySeconds: Int64 = 5 * 60
    package static let replaySeconds: Int64 = 5 * 60
    package static let overlapSeconds: Int64 = 90 * 86_400
    package static let clockBehindSeconds: Int64 = 5
    package static let clockJumpSeconds: Int64 = 60

    /// How the limits relate. A ledger does not open unless this holds.
    package static var areConsistent: Bool {
        // The longest entry holds its texts, quantities and scopes, each escaped to six bytes at
        // worst.
        let longestTexts = 8 * nameBytes + scopesBytes / 8 + quantities * (meterNameBytes + 20)
        return longestTexts * 6 < leafBytes
            && leafBytes * 2 < frameBytes
            && linesPerTurn <= batchLines
            // One commit is written while the next is decided, and LMDB copies the pages above.
            && 4 * UInt64(commitBytes + frameBytes) <= diskReserveBytes
            && entriesPerSegment % entriesPerTestSegment == 0
            && earlySeconds < lateDays * 86_400
            && jsonBytes <= batchBytes
            && operationsPerTenant < meterRows
    }
}
