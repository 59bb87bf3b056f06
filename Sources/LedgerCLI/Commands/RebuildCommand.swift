import ArgumentParser
import LedgerService
import LedgerText

/// `keyledger rebuild`
struct RebuildCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rebuild",
        abstract: "Make everything derived again from the log, or hold it against the log.",
        discussion: """
            Opens the folder itself, so no server may hold it. Without --check it removes \
            projections/ and makes it anew. With --check it makes everything derived beside, \
            compares it byte for byte and says what differs and where; nothing that is there \
            changes, and the exit code is 1 where something differs. What is not made yet is no \
            difference: the next start makes it.

            Example: keyledger rebuild --check --data keyledger-data
            """)

    @Option(help: ArgumentHelp("The data folder.", valueName: "dir"), completion: .directory)
    var data: String

    @Flag(help: "Compare only.")
    var check = false

    @OptionGroup var output: OutputOptions

    func run() async throws {
        if check { try compare() } else { try await rebuild() }
    }

    private func rebuild() async throws {
        var progress = ProgressDisplay("rebuilding")
        let entries: UInt64
        do throws(LedgerError) {
            entries = try await Ledger.rebuild(at: data) { done, total in
                progress.update(done: Int(clamping: done), total: Int(clamping: total))
            }
        } catch {
            progress.finish()
            throw Failure(error)
        }
        progress.finish()
        switch output.output {
        case .json, .ndjson: try output.writeLine(["entries": .number(entries)])
        case .csv: try Console.write("entries\r\n\(entries)\r\n")
        case .table:
            try Console.write("Rebuilt from \(Number.counted(entries, "entry", "entries")).\n")
        }
    }

    private func compare() throws {
        var progress = ProgressDisplay("comparing")
        let report = try Failure.converting { () throws(LedgerError) in
            defer { progress.finish() }
            return try Ledger.compareProjections(at: data) { done, total in
                progress.update(done: Int(clamping: done), total: Int(clamping: total))
            }
        }
        try ComparisonAnswer(report).show(output)
        guard report.differences.isEmpty else {
            let places = Number.counted(report.differences.count, "place")
            throw Failure(
                .refused,
                "What is derived differs from the log in \(places). Make it again with "
                    + "keyledger rebuild.",
                code: "projections_differ")
        }
    }
}

/// What a comparison found, as it is shown.
private struct ComparisonAnswer {
    private let report: ProjectionReport

    init(_ report: ProjectionReport) { self.report = report }

    func show(_ output: OutputOptions) throws(Failure) {
        switch output.output {
        case .json, .ndjson: try output.writeLine(json)
        case .csv: try Console.write(differences.csv())
        case .table:
            try Console.write(details.terminal(.output))
            if !report.differences.isEmpty {
                try Console.write("\n" + Terminal.output.text(of: differences))
            }
        }
    }

    private var details: Details {
        var details = Details()
        details.add("entries", Value(report.entries))
        if report.isStateMade { details.add("state compared at", position(report.statePosition)) }
        if report.areIDsMade { details.add("ids compared at", position(report.idsPosition)) }
        if report.indexesMade > 0 { details.add("indexes compared", Value(report.indexesMade)) }
        if report.lacksSome { details.add("not made yet", Value(notMade.joined(separator: ", "))) }
        let count = String(report.differences.count)
        details.add("differences", Value(shown: verdict ?? count, exported: count))
        return details
    }

    private func position(_ position: UInt64?) -> Value {
        .optional(position.map(Int64.init(clamping:)))
    }

    private var notMade: [String] {
        var parts: [String] = []
        if !report.isStateMade { parts.append("state") }
        if !report.areIDsMade { parts.append("ids") }
        let missing = report.segments - report.indexesMade
        if missing > 0 {
            parts.append("\(Number.grouped(missing)) of \(Number.grouped(report.segments)) indexes")
        }
        return parts
    }

    /// nil where something differs.
    private var verdict: String? {
        guard report.differences.isEmpty else { return nil }
        guard report.lacksSome else { return "none: it is what the log gives" }
        let isNothingMade = !report.isStateMade && !report.areIDsMade && report.indexesMade == 0
        return isNothingMade
            ? "none: the next start makes all of it"
            : "none: what is there is what the log gives; the next start makes the rest"
    }

    private var differences: Table {
        var table = Table([.identifier("place"), .text("difference")])
        for difference in report.differences {
            table.append([Table.Cell(difference.place), Table.Cell(difference.sentence)])
        }
        return table
    }

    private var json: JSONValue {
        .object(present: [
            "entries": .number(report.entries),
            "state_position": report.statePosition.map { .number($0) },
            "ids_position": report.idsPosition.map { .number($0) },
            "state_made": .boolean(report.isStateMade),
            "ids_made": .boolean(report.areIDsMade),
            "segments": .number(report.segments),
            "indexes": .number(report.indexesMade),
            "differences": .array(
                report.differences.map {
                    ["place": .string($0.place), "sentence": .string($0.sentence)]
                }),
        ])
    }
}
