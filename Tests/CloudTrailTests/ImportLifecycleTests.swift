import CloudTrail
import LedgerCore
import LedgerService
import LedgerTesting
import Testing

@Suite("Changes of keys in an import")
struct ImportLifecycleTests {
    @Test("Each change is an entry with an id of its own, before its call and in order")
    func changes() async throws {
        try await ImportTest.with { test in
            let report = try await test.run([
                [
                    KeyCall.created("AKIANEW", "e-1", at: 1, owner: "bob"),
                    KeyCall.disabled("AKIANEW", "e-2", at: 2),
                    KeyCall.enabled("AKIANEW", "e-3", at: 3),
                    KeyCall.deleted("AKIANEW", "e-4", at: 4),
                ]
            ])
            #expect((report.lifecycle, report.recorded, report.newKeys) == (4, 4, 2))
            let story = try test.entries().filter { $0.key == "AKIANEW" || $0.id?.count == 3 }
                .map { "\($0.type.name) \($0.id ?? "") \($0.time?.rfc3339.suffix(3) ?? "")" }
            #expect(
                story == [
                    "key.imported e-1/key 01Z", "usage.recorded e-1 01Z",
                    "key.disabled e-2/key 02Z", "usage.recorded e-2 02Z",
                    "key.enabled e-3/key 03Z", "usage.recorded e-3 03Z",
                    "key.deleted e-4/key 04Z", "usage.recorded e-4 04Z",
                ])
            #expect(test.state.key("AKIANEW")?.status == .deleted)
            #expect(test.state.key("AKIAEXAMPLE")?.status == .active)
        }
    }

    @Test(
        "A new key is owned by the user that its creation names",
        arguments: [
            ("bob", "arn:aws-cn:iam::111122223333:user/bob"),
            ("ada", "arn:aws-cn:iam::111122223333:user/engineers/ada"),
        ])
    func owner(name: String, externalID: String) async throws {
        let identity = """
            {"type":"IAMUser","arn":"arn:aws-cn:iam::111122223333:user/engineers/ada",
             "accountId":"111122223333","accessKeyId":"AKIAEXAMPLE","userName":"ada"}
            """
        try await ImportTest.with { test in
            let response = #"{"accessKey":{"accessKeyId":"AKIANEW","userName":"\#(name)"}}"#
            try await test.run([
                [
                    call(
                        "e-1", at: 0,
                        [
                            "userIdentity": identity, "eventName": quoted("CreateAccessKey"),
                            "eventSource": quoted("iam.amazonaws.com"),
                            "responseElements": response,
                        ])
                ]
            ])
            let owner = try #require(test.state.key("AKIANEW")?.owner)
            let principal = try #require(test.state.principal(owner, tenant: "111122223333"))
            let personal = try #require(test.ledger.view.open(principal.personal))
            #expect(personal.externalID == externalID)
            #expect(personal.name == name)
            #expect(principal.kind == .person)
        }
    }

    @Test("A change that finds the key so already leaves no entry, nor does it in the next run")
    func alreadySo() async throws {
        let files = [
            [
                call("e-1", at: 1), KeyCall.enabled("AKIAEXAMPLE", "e-2", at: 2),
                KeyCall.created("AKIAEXAMPLE", "e-3", at: 3, owner: "ada"),
                KeyCall.disabled("AKIAEXAMPLE", "e-4", at: 4),
                KeyCall.disabled("AKIAEXAMPLE", "e-5", at: 5),
                KeyCall.enabled("AKIAEXAMPLE", "e-6", at: 5),
            ],
            [
                KeyCall.deleted("AKIAEXAMPLE", "e-7", at: 6),
                KeyCall.disabled("AKIAEXAMPLE", "e-8", at: 7),
                KeyCall.deleted("AKIAEXAMPLE", "e-9", at: 8),
            ],
        ]
        try await ImportTest.with { test in
            let report = try await test.run(files)
            #expect((report.lifecycle, report.recorded) == (3, 9))
            #expect(report.problems.isEmpty)
            let changes = try test.entries().filter { $0.id?.hasSuffix("/key") == true }
            #expect(changes.map(\.id) == ["e-4/key", "e-6/key", "e-7/key"])
            let position = test.state.position
            let again = try await test.run(files)
            #expect(test.state.position == position)
            #expect((again.duplicates, again.problems) == (9, []))
        }
    }

    @Test("A change of a key that was not seen yet imports it first")
    func unknownKey() async throws {
        try await ImportTest.with { test in
            let report = try await test.run([[KeyCall.disabled("AKIAOLD", "e-1", at: 1)]])
            #expect((report.lifecycle, report.newKeys) == (1, 2))
            let entries = try test.entries().filter { $0.key == "AKIAOLD" }
            #expect(entries.map(\.type.name) == ["key.imported", "key.disabled"])
            #expect(test.state.key("AKIAOLD")?.owner == nil)
        }
    }

    @Test("An older file does not undo what is known of a later time, but a deletion is for ever")
    func olderFile() async throws {
        try await ImportTest.with { test in
            let report = try await test.run([
                [call("e-1", at: 1), KeyCall.disabled("AKIAEXAMPLE", "e-9", at: 9)],
                [KeyCall.enabled("AKIAEXAMPLE", "e-5", at: 5)],
            ])
            #expect((report.lifecycle, report.recorded) == (1, 3))
            #expect(report.problems.map(\.code) == ["key_changed_later"])
            #expect(report.problems.map(\.file) == ["1.json"])
            #expect(test.state.key("AKIAEXAMPLE")?.status == .disabled)
            try await test.run([[KeyCall.deleted("AKIAEXAMPLE", "e-4", at: 4)]])
            #expect(test.state.key("AKIAEXAMPLE")?.status == .deleted)
        }
    }

    @Test("A key of another tenant, or made here, is left as it is")
    func keyElsewhere() async throws {
        try await ImportTest.with { test in
            try await test.run([[foreignCall("e-1", at: 1), call("e-2", at: 1)]])
            try await test.execute(
                .createKey(
                    NewKey(
                        id: "key_native", tenant: "111122223333", name: "n",
                        secret: try TokenMint.mint().secret)))
            let report = try await test.run([
                [
                    KeyCall.deleted("AKIAFOREIGN", "e-3", at: 2),
                    KeyCall.disabled("key_native", "e-4", at: 3),
                    KeyCall.created("AKIAFOREIGN", "e-5", at: 4, owner: "bob"),
                ]
            ])
            #expect((report.lifecycle, report.recorded) == (0, 3))
            #expect(report.problems.map(\.code) == Array(repeating: "key_elsewhere", count: 3))
            #expect(test.state.key("AKIAFOREIGN")?.status == .active)
            #expect(test.state.key("key_native")?.status == .active)
        }
    }

    @Test("A change that the ledger refuses is reported, and its call is recorded")
    func refusedChange() async throws {
        try await ImportTest.with { test in
            let report = try await test.run([[KeyCall.deleted("not a key", "e-1", at: 1)]])
            #expect((report.lifecycle, report.recorded) == (0, 1))
            #expect(report.problems.map(\.code) == ["invalid_field"])
        }
    }
}
