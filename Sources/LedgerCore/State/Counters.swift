/// Whose use is counted: a key or a tenant, by its index in the state.
package struct Subject: Sendable, Hashable {
    fileprivate let code: UInt32

    package static func key(_ index: Int) -> Subject { Subject(code: UInt32(index) << 1) }
    package static func tenant(_ index: Int) -> Subject { Subject(code: UInt32(index) << 1 | 1) }
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
    package var used: Int128 = 0
    /// Reserved by holds that are open.
    package var held: Int128 = 0
}

/// All counters. Totals are Int128, so that no sum of valid records overflows.
package struct Counters: Sendable {
    private var index = HashIndex()
    private var keys = PagedArray<CounterKey>()
    /// Apart from the keys, for these are what changes.
    private var values = PagedArray<Counter>()

    package init() {}

    package subscript(key: CounterKey) -> Counter {
        number(of: key).map { values[$0] } ?? Counter()
    }

    private func number(of key: CounterKey) -> Int? {
        index.find(key.quickHash) { keys[$0] == key }
    }

    mutating func add(_ quantity: Int128, to key: CounterKey) {
        if let number = number(of: key) {
            values[number].used += quantity
        } else {
            index.insert(values.count, hash: key.quickHash)
            keys.append(key)
            values.append(Counter(used: quantity))
        }
    }
}

/// The numbers that meters have in the counters of one state.
package struct MeterNumbers: Sendable {
    private var numbers: [String: UInt32] = [:]
    private var names: [String] = []

    package init() {}

    package func number(of meter: String) -> UInt32? {
        // What nearly every record counts, and so the first that is ever counted.
        if names.first == meter { return 0 }
        return numbers[meter]
    }

    package func name(_ number: UInt32) -> String { names[Int(number)] }

    mutating func intern(_ meter: String) -> UInt32 {
        if let number = number(of: meter) { return number }
        let number = UInt32(names.count)
        numbers[meter] = number
        names.append(meter)
        return number
    }
}
