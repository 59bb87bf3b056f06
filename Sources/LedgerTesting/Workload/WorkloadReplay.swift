/// An order in which calls of W are sent: shuffled, and some of them twice.
///
/// What is sent is the numbers of calls, so that whoever sends and whoever counts independently
/// make the calls from the same numbers. It holds four bytes per number.
package struct WorkloadReplay: Sendable {
    /// The numbers of calls, in the order they are sent.
    package let numbers: [Int32]
    /// How many different calls there are: the numbers below this one.
    package let calls: Int

    /// - Parameters:
    ///   - sent: how many calls are sent, those sent again included; below 2^31.
    ///   - duplicatesPercent: how many of a hundred are calls that are sent elsewhere too.
    ///   - seed: decides which are sent again, and the order.
    package init(sent: Int, duplicatesPercent: Int, seed: UInt64) {
        precondition(sent < Int(Int32.max), "a number of a call has 31 bits")
        precondition((0..<100).contains(duplicatesPercent), "some calls are sent once")
        let duplicates = sent * duplicatesPercent / 100
        calls = sent - duplicates
        var random = SplitMix64(seed: seed)
        var numbers = (0..<calls).map { Int32($0) }
        for _ in 0..<duplicates {
            numbers.append(Int32(Self.below(calls, &random)))
        }
        // Fisher and Yates by hand: the standard library does not promise its order.
        for index in numbers.indices.reversed() {
            numbers.swapAt(index, Self.below(index + 1, &random))
        }
        self.numbers = numbers
    }

    private static func below(_ count: Int, _ random: inout SplitMix64) -> Int {
        Int(UInt64(count).multipliedFullWidth(by: random.next()).high)
    }
}
