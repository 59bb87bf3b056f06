package import LedgerCore

/// A frame as `FrameBuilder` encodes it and the log takes it: its bytes, and what the log asks
/// before it takes them. `Frame` is what they are read as.
package struct EncodedFrame: Sendable {
    package let bytes: [UInt8]
    /// The sequence of the first entry.
    package let firstSequence: UInt64
    /// How many entries there are; at least 1.
    package let count: Int
    /// When the entries were recorded.
    package let recordedAt: Timestamp

    /// The sequences of the entries.
    package var sequences: Range<UInt64> { firstSequence..<(firstSequence + UInt64(count)) }
    /// The sequence after the last entry.
    package var nextSequence: UInt64 { sequences.upperBound }

    var place: String { Frame.place(firstSequence) }
}
