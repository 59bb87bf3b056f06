import Dispatch
import LedgerCore
import LedgerService
import Testing

/// How long a commit waits for more calls. The times are made up: nothing here waits.
@Suite struct GatheringTests {
    private let start = DispatchTime(uptimeNanoseconds: 1_000_000_000)

    private func after(_ microseconds: Int) -> DispatchTime { start + .microseconds(microseconds) }

    @Test func aSingleCallerWaitsForNobody() {
        var gathering = Gathering()
        for _ in 0..<3 {
            #expect(gathering.patience(answers: 1, now: start) == nil)
            gathering.leave(answers: 1)
        }
    }

    @Test func aCommitWaitsForAsManyAsTheLastOneAnswered() {
        var gathering = Gathering()
        gathering.leave(answers: 64)
        let patience = after(Limits.nextCallMicroseconds)
        #expect(gathering.patience(answers: 1, now: start) == patience)
        #expect(gathering.patience(answers: 63, now: start) == patience)
        #expect(gathering.patience(answers: 64, now: start) == nil)
        #expect(gathering.patience(answers: 65, now: start) == nil)
    }

    @Test func itWaitsNoLongerThanNobodyComes() {
        var gathering = Gathering()
        gathering.leave(answers: 64)
        #expect(gathering.patience(answers: 1, now: start) != nil)
        gathering.giveUp()
        #expect(gathering.patience(answers: 1, now: start) == nil)
        // What it left with is what the next one waits for.
        gathering.leave(answers: 2)
        #expect(gathering.patience(answers: 1, now: start) != nil)
        #expect(gathering.patience(answers: 2, now: start) == nil)
    }

    @Test func callsThatComeOneByOneDoNotKeepItForEver() {
        var gathering = Gathering()
        gathering.leave(answers: 4_096)
        let end = Limits.gatheringMicroseconds
        for time in stride(from: 0, to: end, by: Limits.nextCallMicroseconds / 2) {
            let wanted = after(min(time + Limits.nextCallMicroseconds, end))
            #expect(gathering.patience(answers: time, now: after(time)) == wanted)
        }
        #expect(gathering.patience(answers: end, now: after(end)) == nil)
        gathering.leave(answers: end)
        // The next one has its own time.
        #expect(gathering.patience(answers: 1, now: after(end)) != nil)
    }
}
