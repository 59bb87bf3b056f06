/// Holds what the clients were told against what the log says.
struct Checker: Sendable {
    private let book: Book
    private(set) var list = EntryList()
    private var model = Model()
    /// Facts that were acknowledged and are in the log as they were sent. An entry does not change
    /// any more once it was read.
    private var sound: Set<Fact.Name> = []

    init(book: Book) { self.book = book }

    /// Reads on in the log, and checks all that is known.
    /// - Parameter isSettled: whether every request has been answered by now.
    mutating func check(_ client: Client, isSettled: Bool) async throws {
        let first = list.entries.count
        for complaint in try await list.readOn(client) { book.complain(complaint) }
        let content = book.content
        for entry in list.entries[first...] {
            observe(content)
            if let complaint = model.apply(entry) { book.complain(complaint) }
        }
        observe(content)
        if content.position > list.position {
            book.complain("answers showed \(content.position) entries of \(list.position)")
        }
        for record in content.records.values where !sound.contains(record.fact.name) {
            check(record, isSettled: isSettled)
        }
        for name in list.places.keys where content.records[name] == nil {
            book.complain("\(name) is in the log, and nobody sent it")
        }
        check(content.denials, unanswered: content.unansweredCalls)
        if isSettled { checkMeters(content) }
    }

    private func observe(_ content: Book.Content) {
        for observation in content.observations[model.position] ?? [] {
            if let complaint = model.contradiction(to: observation) { book.complain(complaint) }
        }
    }

    private mutating func check(_ record: Book.Record, isSettled: Bool) {
        let name = record.fact.name
        let place = list.places[name]
        switch record.fate {
        case .open:
            if isSettled { book.complain("\(name) was never answered") }
        case .acknowledged(let sequence, let before):
            guard let place else { return book.complain("\(name) was acknowledged and is lost") }
            let found = UInt64(place)
            if found != sequence ?? found || found >= before {
                book.complain("\(name) is entry \(found), not \(sequence ?? 0), before \(before)")
            }
        case .refused:
            if let place { book.complain("\(name) was refused and is entry \(place)") }
        case .uncertain: break
        }
        guard let place else { return }
        if UInt64(place) < record.floor {
            book.complain("\(name) was sent at \(record.floor) and is entry \(place)")
        }
        let differences = list.entries[place].differences(from: record.fact.expected)
        if !differences.isEmpty { book.complain("\(name), entry \(place): \(differences)") }
        if case .acknowledged = record.fate { sound.insert(name) }
    }

    private func check(_ denials: [Book.Denial], unanswered: Int) {
        var sequences = Set<UInt64>()
        for denial in denials {
            guard let sequence = denial.sequence else { continue }
            guard sequence < list.position, sequences.insert(sequence).inserted else {
                book.complain("denial \(sequence) is lost or was answered twice")
                continue
            }
            let differences = list.entries[Int(sequence)].differences(from: denial.expected)
            if !differences.isEmpty { book.complain("denial \(sequence): \(differences)") }
        }
        let recorded = list.entries.count { $0["type"]?.text == "usage.denied" }
        let together = denials.count - sequences.count
        if recorded > sequences.count + unanswered
            || model.denialsTogether > Int64(together + unanswered)
        {
            book.complain(
                "\(recorded) denials and \(model.denialsTogether) together are in the log, "
                    + "\(sequences.count) and \(together) were answered, \(unanswered) were not")
        }
    }
}

extension Checker {
    /// Holds the meters of the entries against what was sent.
    private func checkMeters(_ content: Book.Content) {
        let sent = countSent(content)
        for tenant in Cast.tenants {
            for month in [Day.month, Day.lastMonth] {
                let logged = model.meters(of: tenant, in: month).filter {
                    $0["meter"] != "denied_calls"
                }
                let own = sent[[tenant, month]] ?? []
                if logged != own {
                    book.complain("of \(tenant) in \(month) are \(logged), sent was \(own)")
                }
            }
        }
    }

    /// Meter rows of what was sent and recorded, by tenant and month.
    private func countSent(_ content: Book.Content) -> [[String]: Set<JSON>] {
        var amounts: [[String]: Int64] = [:]
        for (name, record) in content.records {
            guard let place = list.places[name], let leaf = record.fact.expected["leaf"],
                let tenant = leaf["tenant"]?.text, let key = leaf["key"]?.text
            else { continue }
            // Where the sender named no time, the ledger did.
            let time = leaf["time"] ?? list.entries[place]["leaf"]?["time"]
            let month = String((time?.text ?? "").prefix(7))
            for (meter, amount) in record.fact.quantities where amount != 0 {
                amounts[[tenant, month, key, meter], default: 0] += amount
            }
        }
        var rows: [[String]: Set<JSON>] = [:]
        for (place, amount) in amounts {
            rows[[place[0], place[1]], default: []].insert([
                "key": .string(place[2]), "meter": .string(place[3]), "quantity": .integer(amount),
            ])
        }
        return rows
    }
}
