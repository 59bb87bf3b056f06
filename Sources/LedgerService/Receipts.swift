package import LedgerCore

/// What became of a command, and a view that shows it.
package struct Receipt: Sendable {
    /// The entries that the command appended; empty where everything was so already.
    package var entries: Range<UInt64>
    /// The entry that carried out the same command before.
    package var duplicateOf: UInt64?
    package var view: LedgerView
}

/// What became of a batch's lines, in their order, and a view that shows them.
package struct BatchReceipt: Sendable {
    package var answers: [UsageAnswer]
    package var view: LedgerView
}
