internal import HashTreeCollections

/// Whose use is counted: a key or a tenant, by its index in the state.
package struct Subject: Sendable, Hashable {
    private let code: UInt32

    package static func key(_ index: Int) -> Subject { Subject(code: UInt32(index) << 1) }
    package static func tenant(_ index: Int) -> Subject { Subject(code: UInt32(index) << 1 | 1) }
}

/// A month or a day within which something is counted.
package enum CountedPeriod: Sendable, Hashable {
    case month(Month)
    /// By its start, since a day is what the tenant's `period.opened` says it is.
    case day(Timestamp)
}

/// What one counter counts.
package struct CounterKey: Sendable, Hashable {
    package var subject: Subject
    package var meter: UInt32
    package var period: CountedPeriod

    /// A month and a day of one number are rare enough for one hash.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(subject)
        hasher.combine(meter)
        switch period {
        case .month(let month): hasher.combine(Int64(month.ordinal))
        case .day(let start): hasher.combine(start.microseconds)
        }
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
    private var indexes = TreeDictionary<CounterKey, UInt32>()
    private var values = PagedArray<Counter>()

    package init() {}

    package subscript(key: CounterKey) -> Counter {
        indexes[key].map { values[Int($0)] } ?? Counter()
    }

    mutating func add(_ quantity: Int128, to key: CounterKey) {
        if let index = indexes[key] {
            values[Int(index)].used += quantity
        } else {
            indexes[key] = UInt32(values.count)
            values.append(Counter(used: quantity))
        }
    }
}

/// The numbers that meters have in the counters of one state.
package struct MeterNumbers: Sendable {
    private var numbers: [String: UInt32] = [:]
    private var names: [String] = []

    package init() {}

    package func number(of meter: String) -> UInt32? { numbers[meter] }
    package func name(_ number: UInt32) -> String { names[Int(number)] }

    mutating func intern(_ meter: String) -> UInt32 {
        if let number = numbers[meter] { return number }
        let number = UInt32(names.count)
        numbers[meter] = number
        names.append(meter)
        return number
    }
}
