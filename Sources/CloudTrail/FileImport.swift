import LedgerCore
import LedgerService

/// The records of one file on their way into a ledger.
///
/// Usage lines wait until there is a batch of them; what they need, a tenant, a key, a principal,
/// is there before. Since a batch ends at the same record whatever of it the ledger holds already,
/// the entries of a run that was cut off and run again come in the same order as those of one run.
struct FileImport {
    let ledger: Ledger
    let caller: Caller
    private let file: String
    var report = ImportReport()
    private var waiting: [WaitingLine] = []

    private struct WaitingLine {
        var line: UsageLine
        var tenant: String
        var recordIndex: Int
    }

    /// Stands for an import that is not open. No backfill can be called so: what is new is refused
    /// with `backfill_not_found`, what the ledger holds is told as everywhere else.
    private static let noBackfill = ""

    init(of file: CloudTrailFile, into ledger: Ledger, caller: Caller) {
        self.ledger = ledger
        self.caller = caller
        self.file = file.name
        report.records = file.records.count + file.problems.count
        report.problems = file.problems.map {
            ImportProblem(
                file: $0.file, recordIndex: $0.recordIndex, code: $0.code.rawValue,
                detail: $0.detail)
        }
    }

    /// Takes the next record in. One that the ledger refuses becomes a problem of the report.
    /// - Throws: what keeps the ledger from taking anything.
    mutating func add(_ record: CloudTrailRecord) async throws(Rejection) {
        do throws(Rejection) {
            try await addTenant(of: record)
            let line = try await line(of: record)
            if let lifecycle = record.lifecycle {
                try await flush()
                // The change comes before its call, so that a call that is recorded proves that
                // the change was dealt with, even where it left no entry.
                if try await isNew(line) { try await carryOut(lifecycle, of: record) }
            }
            waiting.append(
                WaitingLine(line: line, tenant: record.tenant, recordIndex: record.recordIndex))
        } catch {
            try note(error, recordIndex: record.recordIndex)
        }
        if waiting.count == Limits.linesPerTurn { try await flush() }
    }

    /// Sends the lines that wait. A tenant's import is opened before its first line that is new;
    /// all that a batch needs are opened before any of its lines is sent.
    /// - Throws: what keeps the ledger from taking anything.
    mutating func flush() async throws(Rejection) {
        var lines = waiting
        waiting = []
        while !lines.isEmpty {
            let new = try await openImports(for: try await send(lines, within: { _ in nil }))
            let state = ledger.view.state
            // What is refused again came just after another run had committed the import.
            lines = try await send(new) { state.tenant($0)?.openImport }
        }
    }

    /// Sends lines within the import that is open for their tenant.
    /// - Returns: the lines that are new and could not be recorded, because none is open.
    private mutating func send(
        _ lines: [WaitingLine], within openImport: (String) -> String?
    ) async throws(Rejection) -> [WaitingLine] {
        let sent = lines.map { waiting in
            var line = waiting.line
            line.backfill = openImport(waiting.tenant) ?? Self.noBackfill
            return line
        }
        var refused: [WaitingLine] = []
        for (line, answer) in zip(lines, try await answers(to: sent)) {
            if answer == .rejected(.backfillNotFound) {
                refused.append(line)
            } else {
                try note(answer, to: line)
            }
        }
        return refused
    }

    /// Opens an import for each tenant of the lines.
    /// - Returns: the lines whose import is open then.
    private mutating func openImports(
        for lines: [WaitingLine]
    ) async throws(Rejection) -> [WaitingLine] {
        var asked: Set<String> = []
        var refusals: [String: Rejection] = [:]
        for line in lines {
            if asked.insert(line.tenant).inserted {
                refusals[line.tenant] = try await refusalToOpenImport(of: line.tenant)
            }
            if let refusal = refusals[line.tenant] {
                try note(refusal, recordIndex: line.recordIndex)
            }
        }
        return lines.filter { refusals[$0.tenant] == nil }
    }

    /// Opens the import of a tenant, unless it is open.
    /// - Returns: why not; nil where it may be asked again.
    private func refusalToOpenImport(of tenant: String) async throws(Rejection) -> Rejection? {
        let state = ledger.view.state
        guard state.tenant(tenant)?.openImport == nil else { return nil }
        var number = 1
        while state.backfill("cloudtrail-\(tenant)-\(number)") != nil { number += 1 }
        let action = Action.openImport(
            tenant: tenant, backfill: "cloudtrail-\(tenant)-\(number)")
        do throws(Rejection) {
            _ = try await ledger.execute(Command(caller: caller, action: action))
            return nil
        } catch {
            guard !error.isOfTheLedger else { throw error }
            // Another run took the number; the next view shows it.
            if case .idTaken = error { return nil }
            return error
        }
    }

    /// Whether a line would be recorded.
    private func isNew(_ line: UsageLine) async throws(Rejection) -> Bool {
        var probe = line
        probe.backfill = Self.noBackfill
        return try await answers(to: [probe]) == [.rejected(.backfillNotFound)]
    }

    private func answers(to lines: [UsageLine]) async throws(Rejection) -> [UsageAnswer] {
        let answers = try await ledger.record(lines, caller: caller).answers
        for case .rejected(let rejection) in answers where rejection.isOfTheLedger {
            throw rejection
        }
        return answers
    }
}

extension FileImport {
    /// Counts what became of a line.
    private mutating func note(_ answer: UsageAnswer, to line: WaitingLine) throws(Rejection) {
        switch answer {
        case .accepted:
            report.recorded += 1
            if line.line.outcome == .denied { report.denied += 1 }
        case .duplicate:
            report.duplicates += 1
        case .conflict(let sequence):
            report.conflicts += 1
            try note(.idConflict(sequence: sequence), recordIndex: line.recordIndex)
        case .rejected(let rejection):
            try note(rejection, recordIndex: line.recordIndex)
        }
    }

    /// Reports that the ledger refused what a record asks for.
    /// - Throws: the rejection, where it is not about the record.
    mutating func note(_ rejection: Rejection, recordIndex: Int) throws(Rejection) {
        guard !rejection.isOfTheLedger else { throw rejection }
        note(code: rejection.code, detail: rejection.sentence, recordIndex: recordIndex)
    }

    mutating func note(code: String, detail: String, recordIndex: Int) {
        report.problems.append(
            ImportProblem(file: file, recordIndex: recordIndex, code: code, detail: detail))
    }
}
