import CloudTrail
import Foundation
import LedgerCore
import LedgerService
import LedgerTesting
import Testing

@Suite("Problems of an import")
struct ImportProblemTests {
    @Test("A record that the ledger refuses is reported, and the others are recorded")
    func refusals() async throws {
        let long = String(repeating: "9", count: 65)
        try await ImportTest.with { test in
            let report = try await test.run([
                [
                    call("e-9", at: 9), foreignCall("e-1", at: 1, account: long),
                    foreignCall("e-2", at: 2, account: reservedTenant),
                    foreignCall("e-3", at: 3, key: "not a key"), "7",
                    // The tenant is all right, but no import can be named after it.
                    foreignCall("e-4", at: 4, account: String(repeating: "8", count: 60)),
                ]
            ])
            #expect((report.records, report.recorded) == (6, 1))
            let problems = report.problems.map { "\($0.recordIndex) \($0.code)" }
            #expect(
                problems == [
                    "4 malformed_field", "1 invalid_field", "2 id_taken", "3 invalid_field",
                    "5 invalid_field",
                ])
            #expect(report.problems.allSatisfy { $0.file == "0.json" && !$0.detail.isEmpty })
            #expect(try test.usage().map(\.entry.id) == ["e-9"])
        }
    }

    @Test("An event id that comes with other content is a conflict, and the first stays")
    func conflict() async throws {
        try await ImportTest.with { test in
            let other = ["eventName": quoted("PutObject")]
            let report = try await test.run([
                [call("e-1", at: 0)], [call("e-2", at: 1), call("e-1", at: 0, other)],
            ])
            #expect((report.recorded, report.conflicts, report.duplicates) == (2, 1, 0))
            let problem = try #require(report.problems.first)
            #expect((problem.file, problem.recordIndex) == ("1.json", 1))
            #expect(problem.code == "id_conflict")
            #expect(Set(try test.usage().map(\.usage.operation)) == ["s3:GetBucketAcl"])
        }
    }

    @Test("A call with a key of another tenant, or made here, is kept under its principal")
    func keyElsewhere() async throws {
        try await ImportTest.with { test in
            try await test.run([[call("e-1", at: 0)]])
            var native = NewKey(
                id: "key_native", tenant: "111122223333", name: "n",
                secret: try TokenMint.mint().secret)
            native.scopes = ["read"]
            try await test.execute(.createKey(native))

            let arn = #""arn":"arn:aws:iam::111122223333:user/ada","accessKeyId":"key_native""#
            let files = [
                [
                    foreignCall("e-2", at: 1, key: "AKIAEXAMPLE"),
                    keylessCall("e-3", at: 2, by: arn),
                ]
            ]
            let report = try await test.run(files)
            #expect(report.recorded == 2)
            #expect(report.problems.map(\.code) == ["key_elsewhere", "key_elsewhere"])
            let usage = try test.usage().dropFirst()
            #expect(usage.map(\.entry.tenant) == ["999988887777", "111122223333"])
            #expect(usage.allSatisfy { $0.entry.key == nil && $0.usage.principal != nil })
            #expect(try await test.run(files).duplicates == 2)
        }
    }

    @Test("Only the caller's tenants are written to")
    func tenantList() async throws {
        let caller = Caller(
            actor: Actor(surface: .imported), scopes: [], tenants: .some(["999988887777"]))
        try await ImportTest.with(caller: caller) { test in
            let all = CloudTrailImporter(ledger: test.ledger, caller: .folder(.imported))
            let files = [[call("e-1", at: 0), foreignCall("e-2", at: 1)]]
            let report = try await test.run(files, commits: false)
            #expect(report.problems.map(\.code) == ["tenant_not_found"])
            #expect(try test.usage().map(\.entry.id) == ["e-2"])
            _ = try await all.importFile(logFile([call("e-1", at: 0)]), name: "all.json")
            #expect(try await test.importer.commit().map(\.tenant) == ["999988887777"])
            #expect(test.state.tenant("111122223333")?.openImport != nil)
        }
    }

    @Test("A file that is none is refused by name, and a ledger that stops takes no more")
    func errors() async throws {
        try await ImportTest.with { test in
            let odd = await #expect(throws: CloudTrailImportError.self) {
                try await test.importer.importFile(Array("{}".utf8), name: "odd.json")
            }
            #expect(odd?.code == "no_records")
            await test.ledger.close()
            let stopping = await #expect(throws: CloudTrailImportError.self) {
                try await test.run([[call("e-1", at: 0)]])
            }
            #expect(stopping == .ledger(.stopping))
            #expect(stopping?.code == "stopping")
            #expect(stopping?.detail == Rejection.stopping.sentence)
        }
    }

    @Test("Reports of several files are added up, and are JSON")
    func merging() throws {
        let json = """
            {"conflicts":1,"denied":2,"duplicates":3,"lifecycle":4,"newKeys":5,"newTenants":6,\
            "problems":[{"code":"c","detail":"d","file":"f","recordIndex":0}],"recorded":7,\
            "records":8}
            """
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        var report = try JSONDecoder().decode(ImportReport.self, from: Data(json.utf8))
        #expect(String(decoding: try encoder.encode(report), as: UTF8.self) == json)
        report.merge(report)
        let numbers = [
            report.conflicts, report.denied, report.duplicates, report.lifecycle, report.newKeys,
            report.newTenants, report.recorded, report.records, report.problems.count,
        ]
        #expect(numbers == [2, 4, 6, 8, 10, 12, 14, 16, 2])
    }
}
