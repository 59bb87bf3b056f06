import LedgerCore
import LedgerHTTP
import LedgerService
import LedgerTesting
import Testing

/// Every route × every scope × every role × own, same tenant, foreign tenant.
@Suite struct IsolationTests {
    @Test("The table has every route that needs a credential, with its scope")
    func complete() {
        let listed = RouteCase.all.map { "\($0.route) \($0.scope.rawValue)" }
        let served = LocalAPI.routes.compactMap { route in
            route.scope.map { "\(route.method) \(route.template) \($0.rawValue)" }
        }
        #expect(listed.sorted() == served.sorted())
    }

    @Test("A route is open to who holds its scope and to nobody else", arguments: RouteCase.all)
    func scopes(row: RouteCase) async throws {
        try await TestLedger.run { ledger in
            let cast = try await Cast(ledger)
            var credentials: [(scope: ReservedScope, token: String)] = []
            for scope in ReservedScope.allCases {
                let made = try await ledger.credential([scope.rawValue], #""tenants":["acme"]"#)
                credentials.append((scope, made.token))
            }
            try await TestServer.run(ledger.ledger) { [credentials] server in
                for (scope, token) in credentials {
                    let subjects = try await cast.subjects([.own, .foreign, .missing], .member)
                    var answers: [TestAnswer] = []
                    for (_, _, subject) in subjects {
                        answers.append(await row.send(to: server, subject, token: token))
                    }
                    guard scope == row.scope else {
                        for answer in answers {
                            #expect(answer.status == 403, "\(scope)")
                            #expect(answer.string("code") == "scope_forbidden")
                            #expect(answer.comparable == answers[0].comparable)
                        }
                        continue
                    }
                    #expect(answers[0].status == row.status)
                    #expect(answers[1].status == row.missing)
                    #expect(answers[1].comparable == answers[2].comparable)
                }
            }
        }
    }

    @Test(
        "Who acts for a principal may do what its role allows, to what it sees",
        arguments: RouteCase.all)
    func roles(row: RouteCase) async throws {
        try await TestLedger.run { ledger in
            let cast = try await Cast(ledger)
            let portal = try await ledger.credential(
                Set([row.scope, .ledgerWrite]).map(\.rawValue), #""tenants":["acme","other"]"#)
            try await TestServer.run(ledger.ledger) { server in
                for role in [Role.owner, .admin, .member] {
                    var unseen: [String] = []
                    for (place, actor, subject) in try await cast.subjects(Place.allCases, role) {
                        let answer = await row.send(
                            to: server, subject, token: portal.token,
                            headers: ["Ledger-Actor: \(actor)"])
                        switch place {
                        case .own, .sameTenant:
                            let isAllowed = row.leastRole(for: place).map { role >= $0 } ?? true
                            #expect(
                                answer.status == (isAllowed ? row.status : 403),
                                "\(role) \(place)")
                            if !isAllowed { #expect(answer.string("code") == "role_forbidden") }
                        case .foreign, .missing:
                            // The credential sees the tenant, the principal does not.
                            #expect(answer.status == row.missing, "\(role) \(place)")
                            unseen.append(answer.comparable)
                        }
                    }
                    #expect(Set(unseen).count == 1, "\(role)")
                }
            }
        }
    }
}

extension RouteCase: CustomTestStringConvertible {
    var testDescription: String { route }

    fileprivate func send(
        to server: TestServer, _ subject: Subject, token: String, headers: [String] = []
    ) async -> TestAnswer {
        await server.send(
            method, target(subject), body(subject), token: token,
            headers: headers + ["Content-Type: application/x-ndjson"])
    }
}

/// The tenants `acme` and `other`, with new principals and keys for each request.
private final class Cast: Sendable {
    private let ledger: TestLedger

    init(_ ledger: TestLedger) async throws {
        self.ledger = ledger
        for tenant in ["acme", "other"] {
            _ = await ledger.send("POST", "/v1/tenants", #"{"id":"\#(tenant)"}"#)
        }
    }

    /// Makes for each place somebody to act and things to be asked for. All are there before the
    /// first is asked for, so that answers about the same position can be compared.
    func subjects(
        _ places: [Place], _ role: Role
    ) async throws -> [(place: Place, actor: String, subject: Subject)] {
        var subjects: [(place: Place, actor: String, subject: Subject)] = []
        for place in places {
            let actor = await makePrincipal(role)
            subjects.append((place, actor, try await subject(place, actor: actor)))
        }
        return subjects
    }

    /// A new principal of `acme`.
    private func makePrincipal(_ role: Role, of tenant: String = "acme") async -> String {
        let id = "\(role)-\(ledger.ledger.view.position)"
        _ = await ledger.send(
            "POST", "/v1/tenants/\(tenant)/principals",
            #"{"id":"\#(id)","role":"\#(role.rawValue)"}"#)
        return id
    }

    /// Makes things for one request to be about.
    /// - Parameter actor: whose own they are in the place `own`.
    private func subject(_ place: Place, actor: String) async throws -> Subject {
        switch place {
        case .own: try await make("acme", actor)
        case .sameTenant: try await make("acme", await makePrincipal(.member))
        case .foreign: try await make("other", await makePrincipal(.member, of: "other"))
        case .missing:
            Subject(
                tenant: "nobody", key: "key_none", principal: "somebody", sequence: 999_999,
                newName: "new")
        }
    }

    private func make(_ tenant: String, _ principal: String) async throws -> Subject {
        let key = await ledger.send(
            "POST", "/v1/keys", #"{"tenant":"\#(tenant)","name":"k","owner":"\#(principal)"}"#)
        let sequence = ledger.ledger.view.position - 1
        return Subject(
            tenant: tenant, key: try #require(key.string("id")), principal: principal,
            sequence: sequence, newName: "new-\(sequence)")
    }
}
