import LedgerText

/// What one file of an import came to.
struct ImportAnswer: Decodable {
    struct Problem: Decodable {
        var file: String
        /// The place of the record in the file, from 0; nil where the file as a whole is refused.
        var recordIndex: Int?
        var code: String
        var detail: String
    }

    var records: Int
    var recorded: Int
    var denied: Int
    var duplicates: Int
    var conflicts: Int
    var lifecycle: Int
    var newKeys: Int
    var newTenants: Int
    var problems: [Problem]
}

/// What an import came to.
struct ImportSummary {
    /// Enough to see what is wrong.
    private static let problemsShown = 20

    private var files = 0
    private var totals = ImportAnswer(
        records: 0, recorded: 0, denied: 0, duplicates: 0, conflicts: 0, lifecycle: 0, newKeys: 0,
        newTenants: 0, problems: [])
    /// Files of which nothing was taken in.
    private(set) var failedFiles = 0

    /// Adds a file that was taken in.
    mutating func add(_ answer: ImportAnswer) {
        files += 1
        totals.records += answer.records
        totals.recorded += answer.recorded
        totals.denied += answer.denied
        totals.duplicates += answer.duplicates
        totals.conflicts += answer.conflicts
        totals.lifecycle += answer.lifecycle
        totals.newKeys += answer.newKeys
        totals.newTenants += answer.newTenants
        totals.problems += answer.problems
    }

    /// Adds a file that was refused as a whole.
    mutating func add(_ failure: Failure, file: String) {
        files += 1
        failedFiles += 1
        totals.problems.append(
            ImportAnswer.Problem(file: file, code: failure.code ?? "", detail: failure.sentence))
    }

    func show(_ output: OutputOptions) throws(Failure) {
        switch output.output {
        case .json, .ndjson: try output.writeLine(json)
        case .csv: try Console.write(details.table.csv())
        case .table:
            try Console.write(details.terminal(.output))
            guard !totals.problems.isEmpty else { return }
            try Console.write("\n" + Terminal.output.text(of: problems))
            let unshown = totals.problems.count - Self.problemsShown
            if unshown > 0 {
                Console.note("… and \(Number.grouped(unshown)) more; --output json has them all.")
            }
        }
    }

    private var details: Details {
        var details = Details()
        for (name, count) in counts { details.add(name, Value(count)) }
        return details
    }

    private var counts: KeyValuePairs<String, Int> {
        [
            "files": files, "records": totals.records, "recorded": totals.recorded,
            "of those denied": totals.denied, "duplicates": totals.duplicates,
            "conflicts": totals.conflicts, "lifecycle": totals.lifecycle,
            "new keys": totals.newKeys, "new tenants": totals.newTenants,
            "problems": totals.problems.count,
        ]
    }

    private var problems: Table {
        var table = Table([.text("file"), .number("record"), .identifier("code"), .text("problem")])
        for problem in totals.problems.prefix(Self.problemsShown) {
            let record = problem.recordIndex.map { Value($0) } ?? .absent
            table.append([
                Table.Cell(problem.file), record.cell, Table.Cell(problem.code),
                Table.Cell(problem.detail),
            ])
        }
        return table
    }

    private var json: JSONValue {
        let counts: JSONValue = [
            "files": .number(files), "records": .number(totals.records),
            "recorded": .number(totals.recorded), "denied": .number(totals.denied),
            "duplicates": .number(totals.duplicates),
            "conflicts": .number(totals.conflicts),
            "lifecycle": .number(totals.lifecycle),
            "new_keys": .number(totals.newKeys),
            "new_tenants": .number(totals.newTenants),
        ]
        let problems = totals.problems.map { problem in
            JSONValue.object(present: [
                "file": .string(problem.file),
                "record_index": problem.recordIndex.map { .number($0) },
                "code": .string(problem.code), "detail": .string(problem.detail),
            ])
        }
        return counts.merging(["problems": .array(problems)])
    }
}
