/// The time since it was made, in whole units.
struct Stopwatch {
    private let clock = ContinuousClock()
    private let start: ContinuousClock.Instant

    init() { start = clock.now }

    var nanoseconds: Int64 {
        let elapsed = (clock.now - start).components
        return elapsed.seconds * 1_000_000_000 + elapsed.attoseconds / 1_000_000_000
    }

    var seconds: Int64 { nanoseconds / 1_000_000_000 }

    func hasPassed(seconds: Int64) -> Bool { self.seconds >= seconds }

    /// `count` per second of the time since the start.
    func rate(_ count: Int64) -> Int64 { Self.rate(count, nanoseconds: nanoseconds) }

    /// How many a second that is, in whole numbers.
    static func rate(_ count: Int64, nanoseconds: Int64) -> Int64 {
        Int64(Int128(count) * 1_000_000_000 / Int128(max(1, nanoseconds)))
    }
}

extension [Int64] {
    /// The middle value, the lower of two; 0 where there is none.
    var median: Int64 { isEmpty ? 0 : sorted()[(count - 1) / 2] }
}
