/// Whose use is counted: a key or a tenant, by its index in the state.
package struct Subject: Sendable, Hashable {
    /// The index, then a bit: 0 for a key, 1 for a tenant.
    let code: UInt32

    package static func key(_ index: Int) -> Subject { Subject(code: UInt32(index) << 1) }
    package static func tenant(_ index: Int) -> Subject { Subject(code: UInt32(index) << 1 | 1) }

    var isTenant: Bool { code & 1 == 1 }
    /// Of the key or tenant.
    var index: Int { Int(code >> 1) }
    /// The key's index, where it is one.
    var key: Int? { code & 1 == 0 ? Int(code >> 1) : nil }
    /// The tenant's index, where it is one.
    var tenant: Int? { code & 1 == 1 ? Int(code >> 1) : nil }
}

/// A month or a day within which something is counted.
package enum CountedPeriod: Sendable, Hashable {
    case month(Month)
    /// By its start, since a day is what the tenant's `period.opened` says it is.
    case day(Timestamp)

    /// A month and a day of one number are rare enough for one hash.
    fileprivate var number: Int64 {
        switch self {
        case .month(let month): Int64(month.ordinal)
        case .day(let start): start.microseconds
        }
    }
}

/// What one counter counts.
package struct CounterKey: Sendable, Hashable {
    package var subject: Subject
    package var meter: UInt32
    package var period: CountedPeriod

    package init(subject: Subject, meter: UInt32, period: CountedPeriod) {
        self.subject = subject
        self.meter = meter
        self.period = period
    }

    var quickHash: UInt64 {
        QuickHash.hash(
            UInt64(subject.code) << 32 | UInt64(meter), UInt64(bitPattern: period.number))
    }
}

/// What a meter came to within a period.
package struct Counter: Sendable, Equatable {
    @TwoWords package var used: Int128 = 0
    /// Reserved by holds that are open.
    @TwoWords package var held: Int128 = 0
}

/// All counters. Totals are Int128, so that no sum of valid records overflows.
package struct Counters: Sendable {
    private var index = HashIndex()
    var keys = PagedArray<CounterKey>()
    /// Apart from the keys, for these are what changes.
    var values = PagedArray<Counter>()
    /// The counters that keys counted their calls with last, by the key's index; and tenants, by
    /// theirs. Found there, they need no look-up.
    private var recentOfKeys = PagedArray<RecentCounters>()
    private var recentOfTenants = PagedArray<RecentCounters>()

    package init() {}

    package subscript(key: CounterKey) -> Counter {
        number(of: key).map { values[$0] } ?? Counter()
    }

    /// What was used of each, in the order of their first use.
    package var totals: [Int128] { values.indices.map { values[$0].used } }

    private func number(of key: CounterKey) -> Int? {
        recentNumber(of: key) ?? index.find(key.quickHash) { keys[$0] == key }
    }

    mutating func add(_ quantity: Int128, to key: CounterKey) {
        if let number = recentNumber(of: key) {
            values[number].used += quantity
            return
        }
        if let number = index.find(key.quickHash, where: { keys[$0] == key }) {
            values[number].used += quantity
            remember(number, key)
        } else {
            index.insert(values.count, hash: key.quickHash)
            remember(values.count, key)
            keys.append(key)
            values.append(Counter(used: quantity))
        }
    }

    private func recentNumber(of key: CounterKey) -> Int? {
        guard key.meter == RecentCounters.meter else { return nil }
        let subject = key.subject.index
        if key.subject.isTenant {
            return subject < recentOfTenants.count
                ? recentOfTenants[subject].number(of: key.period) : nil
        }
        return subject < recentOfKeys.count ? recentOfKeys[subject].number(of: key.period) : nil
    }

    private mutating func remember(_ number: Int, _ key: CounterKey) {
        guard key.meter == RecentCounters.meter else { return }
        let subject = key.subject.index
        if key.subject.isTenant {
            while recentOfTenants.count <= subject { recentOfTenants.append(RecentCounters()) }
            recentOfTenants[subject].remember(number, key.period)
        } else {
            while recentOfKeys.count <= subject { recentOfKeys.append(RecentCounters()) }
            recentOfKeys[subject].remember(number, key.period)
        }
    }

    /// Makes the index anew from the keys.
    mutating func reindex() {
        index = HashIndex()
        for number in keys.indices { index.insert(number, hash: keys[number].quickHash) }
    }
}

/// The counters of one key or tenant for the month and the day that it counted in last.
private struct RecentCounters: Sendable {
    /// Of the first meter that was ever counted: mostly calls, which nearly every record counts.
    static let meter: UInt32 = 0

    private var month: Month?
    private var monthNumber: UInt32 = 0
    private var dayNumber: UInt32 = 0
    private var day: Timestamp?

    func number(of period: CountedPeriod) -> Int? {
        switch period {
        case .month(let wanted): month == wanted ? Int(monthNumber) : nil
        case .day(let wanted): day == wanted ? Int(dayNumber) : nil
        }
    }

    mutating func remember(_ number: Int, _ period: CountedPeriod) {
        switch period {
        case .month(let counted): (month, monthNumber) = (counted, UInt32(number))
        case .day(let counted): (day, dayNumber) = (counted, UInt32(number))
        }
    }
}

/// The numbers that meters have in the counters of one state.
package struct MeterNumbers: Sendable {
    private var index = HashIndex()
    var names = PagedArray<String>()

    package init() {}

    package func number(of meter: String) -> UInt32? {
        // What nearly every record counts, and so the first that is ever counted.
        if names.count > 0, names[0] == meter { return 0 }
        return index.find(QuickHash.hash(meter)) { names[$0] == meter }.map(UInt32.init)
    }

    package func name(_ number: UInt32) -> String { names[Int(number)] }

    mutating func intern(_ meter: String) -> UInt32 {
        if let number = number(of: meter) { return number }
        let number = names.count
        index.insert(number, hash: QuickHash.hash(meter))
        names.append(meter)
        return UInt32(number)
    }

    /// Makes the index anew from the names.
    mutating func reindex() {
        index = HashIndex()
        for number in names.indices { index.insert(number, hash: QuickHash.hash(names[number])) }
    }
}
