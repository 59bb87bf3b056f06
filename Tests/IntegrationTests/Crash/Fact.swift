/// Something that the log must hold exactly once, as whoever sent it knows it.
struct Fact: Sendable {
    /// What tells it from every other fact of a ledger.
    enum Name: Hashable, Sendable {
        /// A reported or admitted call, by its id. The load gives no two calls one id.
        case usage(String)
        /// How the call ended that this entry admitted.
        case completion(of: UInt64)
        /// A command, by its idempotency key.
        case command(String)
        /// A change of a key's cap. The load sets no key's cap to the same limit twice.
        case cap(key: String, limit: Int64)
    }

    let name: Name
    /// What `GET /v1/entries/{sequence}` must say of it, beside what the ledger adds.
    var expected: JSON

    /// What it adds to the meters: the amounts of the call, none for what is no allowed call.
    var quantities: [String: Int64] {
        guard let data = expected["leaf"]?["data"], data["outcome"]?.text == "allowed" else {
            return [:]
        }
        return (data["quantities"]?.members ?? [:]).compactMapValues(\.integer)
    }
}

extension Fact.Name {
    /// - Returns: nil for an entry that records nothing sent, or nothing with a name.
    init?(entry: JSON) {
        let leaf = entry["leaf"]
        switch entry["type"]?.text {
        case "usage.recorded":
            guard let id = leaf?["id"]?.text else { return nil }
            self = .usage(id)
        case "usage.completed":
            guard let admission = leaf?["data"]?["decision"]?.sequence else { return nil }
            self = .completion(of: admission)
        case "key.caps_changed":
            guard let key = leaf?["key"]?.text,
                let limit = leaf?["data"]?["caps"]?.items.first?["limit"]?.integer
            else { return nil }
            self = .cap(key: key, limit: limit)
        default:
            guard let id = leaf?["id"]?.text else { return nil }
            self = .command(id)
        }
    }
}
