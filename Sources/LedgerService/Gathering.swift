package import Dispatch
import LedgerCore

/// How long a commit waits for more calls.
///
/// Whoever was answered mostly asks again at once. A commit that left as soon as nothing more is
/// there would take the first few of them and have the others wait until it is on disk. So it waits
/// until it has as many answers as the last one gave, for as long as calls keep coming. A single
/// caller waits for nobody.
package struct Gathering {
    /// How many the last commit answered.
    private var answered = 0
    /// When the commit that gathers now leaves at the latest.
    private var ends: DispatchTime?

    package init() {}

    /// - Parameter answers: how many the commit has so far.
    /// - Returns: until when to wait for the next call; nil where the commit is to leave.
    package mutating func patience(answers: Int, now: DispatchTime) -> DispatchTime? {
        guard answers < answered else { return nil }
        let ends = ends ?? now + .microseconds(Limits.gatheringMicroseconds)
        self.ends = ends
        guard now < ends else { return nil }
        return min(now + .microseconds(Limits.nextCallMicroseconds), ends)
    }

    /// Says that nobody came as long as patience lasted.
    package mutating func giveUp() { answered = 0 }

    /// Says that the commit leaves.
    package mutating func leave(answers: Int) {
        answered = answers
        ends = nil
    }
}
