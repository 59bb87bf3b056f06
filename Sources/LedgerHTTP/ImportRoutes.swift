import CloudTrail
import HTTPTypes
import LedgerCore
import LedgerService

/// History that another system kept.
enum ImportRoutes {
    static let all = [Route(.post, "/v1/import/cloudtrail", .ledgerAdmin, cloudTrail)]

    /// The body is one file, plain or gzip, or nothing. `commit=true` ends the run: what was
    /// imported counts from here on.
    @Sendable private static func cloudTrail(_ call: Call) async throws(APIError) -> Answer {
        let query = try call.query("file", "commit")
        let commits = try query.flag("commit")
        let bytes = try await call.bytes(CloudTrailLimits.fileBytesMax)
        guard commits || !bytes.isEmpty else {
            throw .invalid("body", "is missing; send a CloudTrail file, or commit=true")
        }
        var caller = call.caller
        caller.actor.surface = .imported
        let importer = CloudTrailImporter(ledger: call.ledger, caller: caller)
        var report = ImportReport()
        var committed: [CommittedImport] = []
        do throws(CloudTrailImportError) {
            if !bytes.isEmpty {
                report = try await importer.importFile(
                    bytes, name: Redaction.cleaned(query["file"] ?? "body"))
            }
            if commits { committed = try await importer.commit() }
        } catch {
            throw APIError(error)
        }
        return try .json(ImportBody(report, committed), call.ledger.view)
    }
}

extension APIError {
    fileprivate init(_ error: CloudTrailImportError) {
        switch error {
        case .ledger(let rejection): self.init(rejection)
        case .file(let error):
            self.init(
                error.code == .tooLarge ? .contentTooLarge : .badRequest, error.code.rawValue,
                error.detail)
        }
    }
}

private struct ImportBody: Encodable {
    struct ProblemBody: Encodable {
        let file: String
        let recordIndex: Int
        let code: String
        let detail: String

        private enum CodingKeys: String, CodingKey {
            case file, code, detail
            case recordIndex = "record_index"
        }
    }

    let report: ImportReport
    let problems: [ProblemBody]
    let committed: [CommittedImport]

    private enum CodingKeys: String, CodingKey {
        case records, recorded, denied, duplicates, conflicts, lifecycle, problems, committed
        case newKeys = "new_keys"
        case newTenants = "new_tenants"
    }

    init(_ report: ImportReport, _ committed: [CommittedImport]) {
        self.report = report
        problems = report.problems.map {
            ProblemBody(
                file: $0.file, recordIndex: $0.recordIndex, code: $0.code, detail: $0.detail)
        }
        self.committed = committed
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(report.records, forKey: .records)
        try container.encode(report.recorded, forKey: .recorded)
        try container.encode(report.denied, forKey: .denied)
        try container.encode(report.duplicates, forKey: .duplicates)
        try container.encode(report.conflicts, forKey: .conflicts)
        try container.encode(report.lifecycle, forKey: .lifecycle)
        try container.encode(report.newKeys, forKey: .newKeys)
        try container.encode(report.newTenants, forKey: .newTenants)
        try container.encode(problems, forKey: .problems)
        try container.encode(committed, forKey: .committed)
    }
}
