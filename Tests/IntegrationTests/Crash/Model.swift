/// What the entries of a ledger come to, counted by hand: an independent and simple-minded replay.
///
/// Tenants of the load live in UTC, so that months and days can be read off the times.
struct Model: Sendable {
    /// A counter of a key or a tenant.
    struct Counter: Hashable, Sendable {
        var subject: String
        var meter: String
        /// A month or a day, as times begin with it.
        var period: String
    }

    struct Cap: Sendable {
        var meter: String
        var isMonthly: Bool
        var limit: Int64

        init?(_ json: JSON) {
            guard let meter = json["meter"]?.text, let limit = json["limit"]?.integer else {
                return nil
            }
            self.meter = meter
            self.limit = limit
            isMonthly = json["period"]?.text == "month"
        }
    }

    struct Key: Sendable {
        var tenant: String
        var status = "active"
    }

    private(set) var position: UInt64 = 0
    private(set) var keys: [String: Key] = [:]
    /// By key or tenant.
    private(set) var caps: [String: [Cap]] = [:]
    private(set) var used: [Counter: Int64] = [:]
    /// Denials that were recorded together, per key.
    private(set) var denialsTogether: Int64 = 0

    /// Follows the log by one entry.
    /// - Returns: why the ledger should not have recorded it.
    mutating func apply(_ entry: JSON) -> String? {
        position += 1
        guard let leaf = entry["leaf"], let type = entry["type"]?.text,
            let tenant = leaf["tenant"]?.text
        else { return "this is no entry: \(entry)" }
        let data = leaf["data"] ?? [:]
        let key = leaf["key"]?.text ?? ""
        switch type {
        case "tenant.created", "tenant.updated":
            if let caps = data["caps"] { self.caps[tenant] = caps.items.compactMap(Cap.init) }
        case "key.created":
            keys[key] = Key(tenant: tenant)
            caps[key] = data["caps"]?.items.compactMap(Cap.init)
        case "key.caps_changed": caps[key] = data["caps"]?.items.compactMap(Cap.init)
        case "key.disabled": keys[key]?.status = "disabled"
        case "key.enabled": keys[key]?.status = "active"
        case "key.revoked": keys[key]?.status = "revoked"
        case "usage.recorded": return applyUsage(entry, leaf, data, key)
        case "usage.denied":
            let time = leaf["time"]?.text ?? ""
            let code = decide(key, data.amounts, day: String(time.prefix(10)))
            count("denied_calls", data.amounts["calls"] ?? 0, leaf)
            if code != data["code"]?.text { return "a denial should be \(code): \(entry)" }
        case "usage.denied_aggregate":
            let denials = (data["counts"]?.members ?? [:]).values.compactMap(\.integer).reduce(0, +)
            count("denied_calls", denials, leaf)
            denialsTogether += denials
        default: break
        }
        return nil
    }

    private mutating func applyUsage(
        _ entry: JSON, _ leaf: JSON, _ data: JSON, _ key: String
    ) -> String? {
        let day = String((leaf["time"]?.text ?? "").prefix(10))
        let amounts = data.amounts
        guard data["outcome"]?.text == "allowed" else {
            count("denied_calls", amounts["calls"] ?? 0, leaf)
            return nil
        }
        var complaint: String?
        if data["admitted"]?.integer == 1 {
            let code = decide(key, amounts, day: day)
            if code != "ok" { complaint = "a call was admitted that is \(code): \(entry)" }
        } else {
            let isFlagged = data["flags"]?.items.contains("over_cap") ?? false
            // What adds nothing to a meter takes it past no cap.
            let added = amounts.filter { $0.value > 0 }
            if isFlagged == admits(key, added, of: Set(added.keys), day: day) {
                complaint = "a report is flagged wrongly: \(entry)"
            }
        }
        for (meter, amount) in amounts { count(meter, amount, leaf) }
        return complaint
    }

    private mutating func count(_ meter: String, _ amount: Int64, _ leaf: JSON) {
        let time = leaf["time"]?.text ?? ""
        for subject in [leaf["tenant"]?.text, leaf["key"]?.text].compactMap(\.self) {
            for period in [String(time.prefix(7)), String(time.prefix(10))] {
                let counter = Counter(subject: subject, meter: meter, period: period)
                used[counter, default: 0] += amount
            }
        }
    }
}

extension Model {
    /// How a call is answered on a day.
    func decide(_ key: String, _ amounts: [String: Int64], day: String) -> String {
        guard let status = keys[key]?.status else { return "unknown_key" }
        guard status == "active" else { return status }
        return admits(key, amounts, day: day) ? "ok" : "cap_exceeded"
    }

    /// Whether every cap of the key and of its tenant leaves room.
    /// - Parameter meters: whose caps are looked at; nil for all.
    private func admits(
        _ key: String, _ amounts: [String: Int64], of meters: Set<String>? = nil, day: String
    ) -> Bool {
        [key, keys[key]?.tenant ?? ""].allSatisfy { subject in
            (caps[subject] ?? []).allSatisfy { cap in
                meters?.contains(cap.meter) == false
                    || used(cap, of: subject, day: day) + (amounts[cap.meter] ?? 0) <= cap.limit
            }
        }
    }

    private func used(_ cap: Cap, of subject: String, day: String) -> Int64 {
        let period = cap.isMonthly ? String(day.prefix(7)) : day
        return used[Counter(subject: subject, meter: cap.meter, period: period)] ?? 0
    }

    /// The meters of a tenant in a month, as rows of key and meter.
    func meters(of tenant: String, in month: String) -> Set<JSON> {
        Set(
            used.compactMap { counter, amount in
                guard counter.period == month, keys[counter.subject]?.tenant == tenant, amount != 0
                else { return nil }
                return [
                    "key": .string(counter.subject), "meter": .string(counter.meter),
                    "quantity": .integer(amount),
                ]
            })
    }

    /// What an answer showed at this position that does not follow from the entries.
    func contradiction(to observation: Observation) -> String? {
        switch observation {
        case .meters(let tenant, let period, let rows):
            let own = meters(of: tenant, in: period)
            guard own != Set(rows) else { return nil }
            return "at \(position) the meters of \(tenant) in \(period) were read as \(rows), "
                + "and are \(own)"
        case .decision(let call, let code, let caps, let day):
            let own = decide(call.key, call.asked, day: day)
            guard own == code else {
                return "at \(position) \(call.id) was answered \(code) and is \(own)"
            }
            for standing in caps {
                guard let cap = Cap(standing) else { return "this is no cap: \(standing)" }
                let subject = standing["holder"]?.text == "key" ? call.key : call.tenant
                guard standing["used"]?.integer == used(cap, of: subject, day: day) else {
                    return "at \(position) \(standing) of \(call.id) is wrong"
                }
            }
            return nil
        }
    }
}

extension JSON {
    /// The quantities of a call.
    fileprivate var amounts: [String: Int64] {
        (self["quantities"]?.members ?? [:]).compactMapValues(\.integer)
    }
}
