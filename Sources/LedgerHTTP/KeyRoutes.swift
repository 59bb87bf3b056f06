import HTTPTypes
import LedgerCore
import LedgerService

/// Keys and their life.
enum KeyRoutes {
    /// How long the secret before a rotation stays good unless the caller says otherwise.
    private static let overlapSeconds: Int64 = 86_400

    static let all = [
        Route(.post, "/v1/keys", .ledgerWrite, create),
        Route(.get, "/v1/keys", .ledgerRead, list),
        Route(.get, "/v1/keys/{key}", .ledgerRead, get),
        Route(.patch, "/v1/keys/{key}", .ledgerWrite, update),
        Route(.delete, "/v1/keys/{key}", .ledgerWrite) { call throws(APIError) in
            try await act(call) { .deleteKey($0) }
        },
        Route(.post, "/v1/keys/{key}/disable", .ledgerWrite) { call throws(APIError) in
            try await act(call) { .disableKey($0) }
        },
        Route(.post, "/v1/keys/{key}/enable", .ledgerWrite) { call throws(APIError) in
            try await act(call) { .enableKey($0) }
        },
        Route(.post, "/v1/keys/{key}/revoke", .ledgerWrite) { call throws(APIError) in
            try await act(call) { .revokeKey($0) }
        },
        Route(.post, "/v1/keys/{key}/rotate", .ledgerWrite, rotate),
    ]

    @Sendable private static func create(_ call: Call) async throws(APIError) -> Answer {
        let body = try await call.body(NewKeyBody.self)
        let (id, minted) = try mint()
        let receipt = try await call.execute(
            .createKey(body.key(id: id, secret: minted.secret)), id: try call.commandID())
        let original = try receipt.original()
        let record = try record(original?.key ?? id, call, receipt.view)
        let answer = MintedKeyBody(
            key: KeyBody(record, receipt.view, now: call.ledger.clock.now),
            token: original == nil ? minted.token : nil)
        return try .json(answer, receipt.view, status: .created).marking(receipt)
    }

    @Sendable private static func rotate(_ call: Call) async throws(APIError) -> Answer {
        let body = try await call.optionalBody(RotationBody.self)
        let id = call.path("key")
        let overlap = body.overlapSeconds?.value ?? overlapSeconds
        let (_, minted) = try mint()
        let receipt = try await call.execute(
            .rotateKey(id, minted.secret, overlapSeconds: overlap), id: try call.commandID())
        let record = try record(id, call, receipt.view)
        let answer = MintedKeyBody(
            key: KeyBody(record, receipt.view, now: call.ledger.clock.now),
            token: receipt.duplicateOf == nil ? minted.token : nil)
        return try .json(answer, receipt.view).marking(receipt)
    }

    private static func mint() throws(APIError) -> (id: String, TokenMint.Minted) {
        do throws(LedgerError) {
            return (try TokenMint.keyID(), try TokenMint.mint())
        } catch {
            throw APIError(error)
        }
    }

    @Sendable private static func list(_ call: Call) async throws(APIError) -> Answer {
        let query = try call.query("tenant", "owner", "status", "limit", "cursor")
        var filter = KeyFilter()
        filter.tenant = query["tenant"]
        filter.owner = query["owner"]
        filter.standing = try query.word("status", KeyStanding.self)
        let page: PageRequest<String> = try query.page()
        let view = call.ledger.view
        let now = call.ledger.clock.now
        let found = try refusing { () throws(Rejection) in
            try view.keys(page, filter, for: call.caller, at: now)
        }
        return try .list(found, of: "keys", call, view) { KeyBody($0, view, now: now) }
    }

    @Sendable private static func get(_ call: Call) async throws(APIError) -> Answer {
        _ = try call.query()
        let view = call.ledger.view
        let record = try record(call.path("key"), call, view)
        return try .json(KeyBody(record, view, now: call.ledger.clock.now), view)
    }

    @Sendable private static func update(_ call: Call) async throws(APIError) -> Answer {
        let changes = try await call.body(KeyChangesBody.self).changes()
        let id = call.path("key")
        return try answer(id, call, try await call.execute(.updateKey(id, changes)))
    }

    private static func act(
        _ call: Call, _ action: @Sendable (String) -> Action
    ) async throws(APIError) -> Answer {
        _ = try await call.optionalBody(EmptyBody.self)
        let id = call.path("key")
        return try answer(
            id, call, try await call.execute(action(id), id: try call.commandID()))
    }

    private static func answer(
        _ id: String, _ call: Call, _ receipt: Receipt
    ) throws(APIError) -> Answer {
        let record = try record(id, call, receipt.view)
        return try .json(
            KeyBody(record, receipt.view, now: call.ledger.clock.now), receipt.view
        ).marking(receipt)
    }

    /// The key, where it exists for the caller.
    static func record(
        _ id: String, _ call: Call, _ view: LedgerView
    ) throws(APIError) -> KeyRecord {
        try refusing { () throws(Rejection) in try view.key(id, for: call.caller) }
    }
}
