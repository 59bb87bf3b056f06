import ArgumentParser

/// `keyledger-bench`: measures the ledger beside a floor or a peer, in the same run.
@main
struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keyledger-bench",
        abstract: "Measure the ledger, each figure beside its floor or peer in the same run.",
        subcommands: [Measure.self, Replay.self, Child.self], defaultSubcommand: Measure.self)
}
