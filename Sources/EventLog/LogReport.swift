package import LedgerCore

/// What a walk through the whole log found.
package struct LogReport: Sendable, Equatable {
    /// How many entries are in sound segments and frames.
    package var entries: UInt64 = 0
    /// How many segments the manifest names, sound or not.
    package var segments: UInt64 = 0
    /// How many frames are stored, sound or not.
    package var frames: UInt64 = 0
    /// How many bytes segments and frames take.
    package var bytes: UInt64 = 0
    /// The first sequence in what is sound; nil in an empty log.
    package var firstSequence: UInt64?
    /// The last sequence in what is sound; nil in an empty log.
    package var lastSequence: UInt64?
    /// When the last entry in what is sound was recorded; nil in an empty log.
    package var lastRecordedAt: Timestamp?
    /// The root of the tree over all leaves; nil where something is wrong.
    package var root: Digest?
    /// Everything that is wrong, in the order of the log.
    package var problems: [LogError] = []

    /// The report of an empty log.
    package init() {}
}
