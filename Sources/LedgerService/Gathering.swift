import Foundation

/// When to wait a little before a commit begins, so that the callers who were just answered can
/// have their next command in it.
///
/// Without it, callers fall into two halves that take turns: each waits for the other's sync and
/// then for its own. The wait is a quarter of the last commit's time at most, and ends when as many
/// answers wait as there were callers.
struct Gathering {
    private let clock = ContinuousClock()
    private var begunAt: ContinuousClock.Instant?
    private var until: ContinuousClock.Instant?
    /// The answers that the last commit let go.
    private var released = 0
    /// How many callers there seem to be: those answered last, and those that waited then.
    private var callers: Int?

    mutating func beginCommit(answers: Int) {
        begunAt = clock.now
        released = answers
    }

    mutating func finishCommit() {
        guard let begunAt else { return }
        let now = clock.now
        until = now + (now - begunAt) / 4
        callers = nil
    }

    /// How long to wait for more commands than wait already; nil to begin at once.
    mutating func patience(waiting: Int) -> Patience? {
        guard let until else { return nil }
        let expected = callers ?? (released + waiting)
        callers = expected
        let left = until - clock.now
        guard expected > waiting, left > .zero else { return nil }
        let (seconds, attoseconds) = left.components
        return Patience(
            seconds: TimeInterval(seconds) + TimeInterval(attoseconds) / 1e18,
            jobs: expected - waiting)
    }
}

/// How long to wait, and for how many jobs.
struct Patience {
    var seconds: TimeInterval
    var jobs: Int
}
