import CloudTrail
import LedgerCore
import LedgerService
import LedgerTesting
import Testing

@Suite("Principals of an import")
struct ImportPrincipalTests {
    private static let eve = "arn:aws:iam::1:user/eve"

    @Test("A call without a key is its principal's, who is the same in every file and run")
    func principals() async throws {
        try await ImportTest.with { test in
            try await test.run([[keylessCall("e-1", at: 0)], [keylessCall("e-2", at: 1)]])
            try await test.run([[keylessCall("e-3", at: 2)]])
            let principals = Set(try test.usage().map(\.usage.principal))
            #expect(principals.count == 1)
            let id = try #require(principals.first ?? nil)
            #expect(id.hasPrefix("prn_"))
            #expect(id.utf8.count == 26)
            #expect(id.utf8.dropFirst(4).allSatisfy(Base62.isDigit))
            let principal = try #require(test.state.principal(id, tenant: "111122223333"))
            #expect(principal.role == .member)
            #expect(principal.kind == .person)
            #expect(test.ledger.view.open(principal.personal)?.externalID == Self.eve)
            #expect(try test.usage().allSatisfy { $0.entry.key == nil })
        }
    }

    @Test(
        "Services are services, whoever else calls is a person",
        arguments: [
            (#"{"type":"AWSService","invokedBy":"rds.amazonaws.com"}"#, PrincipalKind.service, nil),
            (
                #"""
                {"type":"AssumedRole","arn":"a","sessionContext":{"sessionIssuer":
                {"userName":"AWSServiceRoleForRDS"}}}
                """#, .service, "AWSServiceRoleForRDS"
            ),
            (#"{"type":"IAMUser","arn":"a","userName":"eve"}"#, .person, "eve"),
            (#"{"type":"Root","principalId":"1"}"#, .person, nil),
        ] as [(String, PrincipalKind, String?)])
    func kinds(identity: String, kind: PrincipalKind, name: String?) async throws {
        try await ImportTest.with { test in
            try await test.run([[call("e-1", at: 0, ["userIdentity": identity])]])
            let id = try #require(try test.usage().first?.usage.principal)
            let principal = try #require(test.state.principal(id, tenant: "444455556666"))
            #expect(principal.kind == kind)
            #expect(test.ledger.view.open(principal.personal)?.name == name)
        }
    }

    @Test("A call by nobody belongs to the tenant alone")
    func nobody() async throws {
        try await ImportTest.with { test in
            let report = try await test.run([[call("e-1", at: 0, ["userIdentity": "{}"])]])
            #expect(report.recorded == 1)
            let (entry, usage) = try #require(try test.usage().first)
            #expect(entry.tenant == "444455556666")
            #expect((entry.key, usage.principal) == (nil, nil))
        }
    }

    @Test("An outside id is in no leaf, and another tenant or ledger has another id for it")
    func pseudonyms() async throws {
        try await ImportTest.with { test in
            try await test.run([[keylessCall("e-1", at: 0)]])
            for entry in try test.entries() {
                let leaf = String(decoding: test.ledger.view.leaf(of: entry), as: UTF8.self)
                #expect(!leaf.contains("eve"))
            }
            let view = test.ledger.view
            let id = view.pseudonym("prn_", of: Self.eve, in: "111122223333")
            #expect(try test.usage().first?.usage.principal == id)
            #expect(view.pseudonym("prn_", of: Self.eve, in: "999988887777") != id)
            #expect(view.pseudonym("prn_", of: Self.eve + "x", in: "111122223333") != id)
            try await ImportTest.with { other in
                let there = other.ledger.view.pseudonym("prn_", of: Self.eve, in: "111122223333")
                #expect(there != id)
            }
        }
    }
}
