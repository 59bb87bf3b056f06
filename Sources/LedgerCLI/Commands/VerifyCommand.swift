import ArgumentParser
import EventLog
import LedgerCore
import LedgerText

/// `keyledger verify`
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Read the whole log and say everything that is wrong with it.",
        discussion: """
            Opens the folder itself, so no server may hold it; nothing is written. Exit code 4 \
            where something is damaged.

            Example: keyledger verify --data keyledger-data
            """)

    @Option(help: ArgumentHelp("The data folder.", valueName: "dir"), completion: .directory)
    var data: String

    @OptionGroup var output: OutputOptions

    func run() async throws {
        let report: LogReport
        do throws(LogError) {
            report = try verify()
        } catch {
            throw Failure(error)
        }
        try VerifyReport(report).show(output)
        guard report.problems.isEmpty else {
            let problems = Number.counted(report.problems.count, "problem")
            throw Failure(
                .damaged, "\(data) has \(problems).",
                code: LogError.Code.damaged.rawValue)
        }
    }

    private func verify() throws(LogError) -> LogReport {
        let folder = try DataFolder.open(at: data)
        let store = try LogStore.openUnverified(in: folder)
        let secrets = try SecretsFolder.open(in: folder)
        var progress = ProgressDisplay("verifying")
        defer { progress.finish() }
        return try LogVerifier.verify(store, secrets: secrets) { done, total in
            progress.update(done: Int(clamping: done), total: Int(clamping: total))
        }
    }
}

/// What a walk through the log found, as it is shown.
private struct VerifyReport {
    private let report: LogReport

    init(_ report: LogReport) { self.report = report }

    func show(_ output: OutputOptions) throws(Failure) {
        switch output.output {
        case .json, .ndjson: try output.writeLine(json)
        case .csv: try Console.write(problems.csv())
        case .table:
            try Console.write(details.terminal(.output))
            if !report.problems.isEmpty {
                try Console.write("\n" + Terminal.output.text(of: problems))
            }
        }
    }

    private var details: Details {
        var details = Details()
        details.add("entries", Value(report.entries))
        details.add("frames", Value(report.frames))
        details.add(
            "stored",
            Value(
                shown: ByteSize.text(bytes: Int(clamping: report.bytes)),
                exported: String(report.bytes)))
        details.add("tree root", .optional(report.root?.hex))
        details.add("last recorded at", .time(report.lastRecordedAt?.rfc3339))
        let verdict = report.problems.isEmpty ? "none: the log is whole" : nil
        let count = String(report.problems.count)
        details.add("problems", Value(shown: verdict ?? count, exported: count))
        return details
    }

    private var problems: Table {
        var table = Table([.identifier("code"), .identifier("place"), .text("problem")])
        for problem in report.problems {
            table.append([
                Table.Cell(problem.code.rawValue), Table.Cell(problem.place),
                Table.Cell(problem.sentence),
            ])
        }
        return table
    }

    private var json: JSONValue {
        .object(present: [
            "entries": .number(report.entries),
            "frames": .number(report.frames),
            "bytes": .number(report.bytes),
            "first_sequence": report.firstSequence.map { .number($0) },
            "last_sequence": report.lastSequence.map { .number($0) },
            "last_recorded_at": report.lastRecordedAt.map { .string($0.rfc3339) },
            "root": report.root.map { .string($0.hex) },
            "problems": .array(
                report.problems.map {
                    [
                        "code": .string($0.code.rawValue), "place": .string($0.place),
                        "sentence": .string($0.sentence),
                    ]
                }),
        ])
    }
}
