import CloudTrail
import LedgerCore
import LedgerService
import LedgerTesting
import Testing

@Suite("Importing CloudTrail files")
struct CloudTrailImporterTests {
    private static let tenant = "111122223333"

    @Test("What a call needs is there before it, and the import around it")
    func order() async throws {
        try await ImportTest.with { test in
            let report = try await test.run([[call("e-1", at: 0), call("e-2", at: 1)]])
            #expect(
                try test.types() == [
                    "tenant.created", "key.imported", "backfill.opened", "usage.recorded",
                    "usage.recorded", "backfill.committed",
                ])
            var expected = ImportReport()
            expected.records = 2
            expected.recorded = 2
            expected.newKeys = 1
            expected.newTenants = 1
            #expect(report == expected)
        }
    }

    @Test("A call says what its record says")
    func content() async throws {
        try await ImportTest.with { test in
            try await test.run([[call("e-1", at: 75)]])
            let (entry, usage) = try #require(try test.usage().first)
            #expect(entry.tenant == Self.tenant)
            #expect(entry.actor == Actor(surface: .imported))
            #expect(entry.key == "AKIAEXAMPLE")
            #expect(entry.time == Timestamp("2023-07-10T11:01:15Z"))
            #expect(entry.source == "cloudtrail")
            #expect(entry.id == "e-1")
            #expect(usage.operation == "s3:GetBucketAcl")
            #expect(usage.backfill == "cloudtrail-111122223333-1")
            #expect(usage.quantities == .oneCall)
            #expect(usage.client == nil)
            let personal = try #require(test.ledger.view.open(entry.personal))
            #expect(personal.ip == "192.0.2.7")
            #expect(personal.userAgent == "[aws-cli/2.9]")

            let key = try #require(test.state.key("AKIAEXAMPLE"))
            #expect(key.origin == "unknown")
            #expect(key.owner == nil)
            #expect(key.createdAt == entry.time)
            let backfill = try #require(test.state.backfill("cloudtrail-111122223333-1"))
            #expect(backfill.kind == .imported)
            #expect(backfill.status == .committed)
            #expect(backfill.records == 1)
        }
    }

    @Test("A host name in the place of an address is the client")
    func hostName() async throws {
        try await ImportTest.with { test in
            let source = ["sourceIPAddress": quoted("rds.amazonaws.com")]
            try await test.run([[call("e-1", at: 0, source)]])
            let (entry, usage) = try #require(try test.usage().first)
            #expect(usage.client == "rds.amazonaws.com")
            #expect(test.ledger.view.open(entry.personal)?.ip == nil)
        }
    }

    @Test(
        "A refused call is denied, another error is the code of an allowed one",
        arguments: [
            ("AccessDenied", .denied), ("Client.UnauthorizedOperation", .denied),
            ("ThrottlingException", .allowed), (nil, .allowed),
        ] as [(String?, Outcome)])
    func outcomes(code: String?, outcome: Outcome) async throws {
        try await ImportTest.with { test in
            let report = try await test.run([
                [call("e-1", at: 0, ["errorCode": code.map(quoted)])]
            ])
            let usage = try #require(try test.usage().first?.usage)
            #expect(usage.outcome == outcome)
            #expect(usage.code == code)
            #expect(report.recorded == 1)
            #expect(report.denied == (outcome == .denied ? 1 : 0))
        }
    }

    @Test("The same files again add nothing, before the commit and after it")
    func again() async throws {
        let files = [
            [call("e-1", at: 0), keylessCall("e-2", at: 1), foreignCall("e-3", at: 2)],
            [KeyCall.disabled("AKIAEXAMPLE", "e-4", at: 3), call("e-1", at: 0)],
        ]
        try await ImportTest.with { test in
            let first = try await test.run(files, commits: false)
            #expect((first.recorded, first.duplicates) == (4, 1))
            for commits in [false, true, false, true] {
                let position = test.state.position
                let report = try await test.run(files, commits: false)
                #expect(test.state.position == position)
                var expected = ImportReport()
                expected.records = 5
                expected.duplicates = 5
                #expect(report == expected)
                if commits { _ = try await test.importer.commit() }
            }
            #expect(try test.types().filter { $0 == "backfill.committed" }.count == 2)
        }
    }

    @Test("Records count nowhere until they are committed, and never for a meter")
    func meters() async throws {
        try await ImportTest.with { test in
            let denied = ["errorCode": quoted("AccessDenied")]
            try await test.run(
                [[call("e-1", at: 0), call("e-2", at: 1), call("e-3", at: 2, denied)]],
                commits: false)
            let key = try #require(test.state.keyIndex("AKIAEXAMPLE"))
            let before = test.state.keyUses[key]
            #expect((before.usageCount, before.lastUsed, before.lastSeen) == (0, nil, nil))

            let committed = try await test.importer.commit()
            #expect(committed.map(\.tenant) == [Self.tenant])
            #expect(committed.map(\.backfill) == ["cloudtrail-111122223333-1"])
            #expect(committed.map(\.records) == [3])
            let use = test.state.keyUses[key]
            #expect(use.usageCount == 2)
            #expect(use.lastUsed == Timestamp("2023-07-10T11:00:01Z"))
            #expect(use.lastSeen == Timestamp("2023-07-10T11:00:02Z"))
            let tenant = try #require(test.state.tenant(Self.tenant))
            #expect(tenant.meters.isEmpty)
            #expect(tenant.periods.isEmpty)
        }
    }

    @Test("Each tenant has an import of its own, and later records open another")
    func imports() async throws {
        try await ImportTest.with { test in
            let first = [[call("e-1", at: 0), foreignCall("e-2", at: 1), call("e-3", at: 2)]]
            let report = try await test.run(first)
            #expect(report.newTenants == 2)
            try await test.run(first + [[call("e-4", at: 3)]])
            let backfills = try test.usage().map {
                "\($0.entry.id ?? "") \($0.usage.backfill ?? "")"
            }
            #expect(
                backfills.sorted() == [
                    "e-1 cloudtrail-111122223333-1", "e-2 cloudtrail-999988887777-1",
                    "e-3 cloudtrail-111122223333-1", "e-4 cloudtrail-111122223333-2",
                ])
        }
    }

    @Test("An import that a run left open is committed by the next, whatever that imports")
    func leftOpen() async throws {
        try await ImportTest.with { test in
            try await test.run([[call("e-1", at: 0)]], commits: false)
            try await test.run([[foreignCall("e-2", at: 0)]], commits: false)
            let committed = try await test.importer.commit()
            #expect(committed.map(\.tenant) == [Self.tenant, "999988887777"])
            #expect(try await test.importer.commit().isEmpty)
        }
    }

    @Test("More records than one batch takes are all recorded")
    func batches() async throws {
        let count = Limits.linesPerTurn + 3
        try await ImportTest.with { test in
            let records = (0..<count).map { call("e-\($0)", at: $0 % 3_600) }
            let report = try await test.run([records])
            #expect(report.recorded == count)
            #expect(report.problems.isEmpty)
            #expect(Set(try test.usage().map(\.usage.backfill)).count == 1)
        }
    }
}
