/// The entries of a ledger as one reader after the other found them.
struct EntryList: Sendable {
    /// By sequence, which is their place.
    private(set) var entries: [JSON] = []
    /// Where each fact is.
    private(set) var places: [Fact.Name: Int] = [:]

    private static let pageItems = 1_000

    /// The sequence that the next entry will have.
    var position: UInt64 { UInt64(entries.count) }

    /// Reads what came since the last time.
    /// - Returns: what is wrong with it.
    mutating func readOn(_ client: Client) async throws -> [String] {
        var complaints: [String] = []
        for entry in try await Self.read(client, from: position) {
            if entry["sequence"]?.sequence != position {
                complaints.append("at \(position) of the log is entry \(entry)")
            }
            if let name = Fact.Name(entry: entry) {
                if let first = places[name] {
                    complaints.append("\(name) is in entry \(first) and again in \(position)")
                }
                places[name] = entries.count
            }
            entries.append(entry)
        }
        return complaints
    }

    /// Reads everything again and compares, the last entry also by itself.
    /// - Returns: what is no longer as it was.
    func readAgain(_ client: Client) async throws -> [String] {
        let last = try await client.send(.get, "/v1/entries/\(entries.count - 1)")
        guard try last.json == entries.last else {
            return ["the last entry is \(last.text), not \(entries.last ?? .null)"]
        }
        let again = try await Self.read(client, from: 0)
        guard again.count >= entries.count else {
            return ["the log had \(entries.count) entries and has \(again.count)"]
        }
        return zip(entries, again).compactMap { old, new in
            old == new ? nil : "an entry was \(old) and is \(new)"
        }
    }

    /// Entries in the order of the log, page by page.
    static func read(_ client: Client, from first: UInt64 = 0) async throws -> [JSON] {
        var entries: [JSON] = []
        var cursor = "\(first)"
        while true {
            let answer = try await client.send(
                .get, "/v1/entries?limit=\(pageItems)&cursor=\(cursor)")
            let page = try answer.json
            guard answer.status == 200, case .array(let data)? = page["data"] else {
                throw Unreadable(answer: answer.text)
            }
            entries += data
            guard let next = page["next_cursor"]?.text else { return entries }
            cursor = next
        }
    }

    struct Unreadable: Error {
        var answer: String
    }
}
