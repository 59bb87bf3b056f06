import AsyncHTTPClient

/// What an import left in a ledger, apart from what differs from one ledger to the next.
struct ImportedContent: Equatable, Sendable {
    /// In the order of the log.
    var entries: [JSON]
    /// Keys with their status and use.
    var keys: [JSON]
    /// Who used the key that is in every file.
    var who: JSON

    /// Reads all of it from a served ledger.
    init(of ledger: Ledger) async throws {
        let client = ledger.server.client(.shared, token: ledger.token)
        var names = Names()
        // The first four made the ledger and the tenant of the tests.
        entries = try await EntryList.read(client, from: 4).map { names.anonymous($0) }
        keys =
            try await ledger.send(.get, "/v1/keys?limit=1000").json["data"]?.items.map {
                names.anonymous($0)
            }.filter { $0["tenant"] != "ledger" } ?? []
        who = names.anonymous(
            try await ledger.send(.get, "/v1/audit/who/\(CloudTrailSample.key)").json)
    }

    func count(of type: String) -> Int { entries.count { $0["type"]?.text == type } }
}

/// Names that a ledger draws for itself, replaced by the order in which they appear.
private struct Names {
    private var numbers: [String: Int] = [:]

    /// Members that no two ledgers share.
    private static let own: Set = [
        "sequence", "recorded_at", "created_at", "blind",
        // Who imported: somebody at the server, or whoever holds the folder.
        "credential", "actor_personal",
        // A commitment; what it commits to is beside the leaf in clear.
        "leaf.personal",
    ]

    mutating func anonymous(_ json: JSON, at path: String = "") -> JSON {
        switch json {
        case .object(let members):
            var result: [String: JSON] = [:]
            for (name, value) in members.sorted(by: { $0.key < $1.key }) {
                let place = path.isEmpty ? name : "\(path).\(name)"
                guard !Self.own.contains(name), !Self.own.contains(place) else { continue }
                result[name] = anonymous(value, at: place)
            }
            return .object(result)
        case .array(let items): return .array(items.map { anonymous($0, at: path) })
        case .string(let text) where text.contains("prn_"):
            let number = numbers[text] ?? numbers.count
            numbers[text] = number
            return .string("name \(number)")
        default: return json
        }
    }
}
