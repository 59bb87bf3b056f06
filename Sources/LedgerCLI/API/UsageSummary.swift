import LedgerText

/// What became of one batch of usage lines.
struct UsageAnswer: Decodable {
    struct Refusal: Decodable {
        /// The number of the line in the batch, from 1.
        var line: Int
        /// Of a conflict: the entry that holds the id.
        var sequence: Int64?
        /// Of a rejection.
        var code: String?
        var detail: String?
    }

    var accepted: Int
    var duplicates: Int
    var conflicts: [Refusal]
    var rejected: [Refusal]
    /// How many lines were decided; blank ones are none.
    var linesRead: Int
}

/// What became of all lines that were sent.
struct UsageSummary {
    /// Enough to see what is wrong; a file that is all wrong must not fill the memory.
    private static let refusalsKept = 1_000

    private var accepted = 0
    private var duplicates = 0
    private var conflictCount = 0
    private var rejectedCount = 0
    private var conflicts: [UsageAnswer.Refusal] = []
    private var rejected: [UsageAnswer.Refusal] = []
    private(set) var linesSent = 0

    var refusedCount: Int { conflictCount + rejectedCount }

    mutating func add(_ answer: UsageAnswer, of batch: LineBatches.Batch) {
        linesSent += batch.lines
        accepted += answer.accepted
        duplicates += answer.duplicates
        conflictCount += answer.conflicts.count
        rejectedCount += answer.rejected.count
        Self.keep(answer.conflicts, in: &conflicts, after: batch.firstLine - 1)
        Self.keep(answer.rejected, in: &rejected, after: batch.firstLine - 1)
    }

    private static func keep(
        _ refusals: [UsageAnswer.Refusal], in kept: inout [UsageAnswer.Refusal], after lines: Int
    ) {
        for var refusal in refusals.prefix(refusalsKept - kept.count) {
            refusal.line += lines
            kept.append(refusal)
        }
    }

    func show(_ output: OutputOptions) throws(Failure) {
        switch output.output {
        case .json, .ndjson: try output.writeLine(json)
        case .csv: try Console.write(refusals.csv())
        case .table:
            try Console.write(details.terminal(.output))
            guard refusedCount > 0 else { return }
            try Console.write("\n" + Terminal.output.text(of: refusals))
            let unkept = refusedCount - conflicts.count - rejected.count
            if unkept > 0 { Console.note("… and \(Number.grouped(unkept)) more.") }
        }
    }

    private var details: Details {
        var details = Details()
        details.add("lines", Value(linesSent))
        details.add("accepted", Value(accepted))
        details.add("duplicates", Value(duplicates))
        details.add("conflicts", Value(conflictCount))
        details.add("rejected", Value(rejectedCount))
        return details
    }

    private var refusals: Table {
        var table = Table([.number("line"), .identifier("code"), .text("problem")])
        let conflicts = conflicts.map { conflict in
            let entry = conflict.sequence.map { ", in entry \($0)" } ?? ""
            return (conflict.line, "id_conflict", "The id was recorded with other content\(entry).")
        }
        let rejected = rejected.map { ($0.line, $0.code ?? "", $0.detail ?? "") }
        for (line, code, problem) in (conflicts + rejected).sorted(by: { $0.0 < $1.0 }) {
            table.append([Table.Cell(line), Table.Cell(code), Table.Cell(problem)])
        }
        return table
    }

    /// As the API answers one batch, with the numbers of the lines in the whole input.
    private var json: JSONValue {
        [
            "lines_read": .number(linesSent), "accepted": .number(accepted),
            "duplicates": .number(duplicates),
            "conflicts": .array(
                conflicts.map {
                    .object(present: [
                        "line": .number($0.line),
                        "sequence": $0.sequence.map(JSONValue.number),
                    ])
                }),
            "rejected": .array(
                rejected.map {
                    .object(present: [
                        "line": .number($0.line), "code": $0.code.map(JSONValue.string),
                        "detail": $0.detail.map(JSONValue.string),
                    ])
                }),
        ]
    }
}
