import ArgumentParser
import Foundation

/// Measures figures, one after the other, and shows them.
struct Measure: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure a group of figures.",
        discussion: """
            The ratio is the figure over what it stands against: of rates more is better, of times \
            and sizes less. --only and a small --entries give a quick look.
            """)

    /// Which figures: those whose names begin with one of the group's words.
    enum Group: String, ExpressibleByArgument, CaseIterable {
        /// The ledger, in process and over HTTP on this machine.
        case core
        case all

        var prefixes: [String] { self == .all ? [""] : ["core.", "http."] }
    }

    @Argument(help: "The figures to measure: core (the ledger, in process and over HTTP) or all.")
    var group = Group.core

    @ArgumentParser.Flag(help: "Print one JSON object per line instead of a table.")
    var json = false

    @Option(help: "Seconds that a rate or a latency is measured for.")
    var seconds: Int64 = 5

    @Option(
        help: "Entries in the log that sizes, rebuild, queries, start and memory are measured on.")
    var entries = 5_000_000

    @Option(help: "Keys that are loaded while check is measured.")
    var keys = 1_000_000

    @Option(help: "Measure only the figures whose names begin so.")
    var only = ""

    @Option(help: "The folder of the peers' scripts: measure the peers too.")
    var peers: String?

    @Option(help: "The folder to work in; must be on the disk that is to be measured.")
    var folder = FileManager.default.temporaryDirectory.path

    private static let entriesMinimum = 1_000

    /// In the order they are measured. Those on the prepared log come together, and what adds to
    /// that log comes last.
    private static let figures: [(name: String, measure: @Sendable (Run) async throws -> Void)] = [
        ("core.consume.64", ConsumeFigure.measure),
        ("core.append.10000", AppendFigure.measure),
        ("http.ingest.1000", IngestFigure.measure),
        ("core.check", CheckFigure.measure),
        ("core.size", SizeFigure.measure),
        ("core.week", WeekFigure.measure),
        ("core.rebuild", RebuildFigure.measure),
        ("core.start", StartFigure.measure),
        ("core.memory", MemoryFigure.measure),
    ]

    func validate() throws {
        guard seconds > 0, entries >= Self.entriesMinimum, keys >= Subjects.count else {
            throw ValidationError(
                "--seconds is at least 1, --entries at least \(Self.entriesMinimum), "
                    + "--keys at least \(Subjects.count)")
        }
        guard Self.figures.contains(where: { wants($0.name) }) else {
            let names = Self.figures.map(\.name).joined(separator: ", ")
            throw ValidationError("no figure begins with \(only); there are \(names)")
        }
    }

    func run() async throws {
        let path = "\(folder)/keyledger-bench-\(ProcessInfo.processInfo.processIdentifier)"
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let report = Report(json: json)
        defer { report.finish() }
        let run = Run(
            seconds: seconds, entries: entries, keys: keys, folder: path,
            peers: peers.map { Peers(folder: $0, report: report) }, report: report)
        for figure in Self.figures where wants(figure.name) {
            report.note("measuring \(figure.name)")
            try await figure.measure(run)
        }
    }

    /// - Parameter name: what the figures of one measurement begin with; several may come of one.
    private func wants(_ name: String) -> Bool {
        group.prefixes.contains { name.hasPrefix($0) }
            && (name.hasPrefix(only) || only.hasPrefix(name))
    }
}
