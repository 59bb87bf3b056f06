import LedgerTesting

/// What happens in one round, drawn before it begins.
struct Round: Sendable {
    let ending: Referee.Ending
    /// How many answers the clients get before the server ends.
    let answers: Int
    /// Where the server ends itself, if it gets there before or as it is asked to end.
    let killPlace: KillPlace?
    /// How many answered acts each client repeats afterwards.
    let repetitions: Int
    /// Where a server ends itself that is asked again what the first did not answer.
    let killPlaceOfRetries: KillPlace?
    /// Whether it is wrong that the server does not end itself.
    var mustReach = false

    /// More than come within the second after which the state is flushed.
    private static let answersOfLongRound = 700...1_000

    /// - Parameter ending: how the server ends, where it is not to be drawn.
    init(using random: inout SplitMix64, ending: Referee.Ending? = nil) {
        func isOne(in count: Int) -> Bool { Int.random(in: 0..<count, using: &random) == 0 }
        let drawn: Referee.Ending = isOne(in: 6) ? .terminate : .kill
        self.ending = ending ?? drawn
        // A server that is asked to end flushes its state, and so dies of that at the latest.
        let killsItself = ending == nil && isOne(in: 2)
        let works: [KillPlace.Work] =
            drawn == .terminate ? [.flush] : [.commit, .commit, .seal, .makeSegment, .makeIDs]
        let work = works[Int.random(in: works.indices, using: &random)]
        let place = KillPlace(work, commits: 40, using: &random)
        killPlace = killsItself ? place : nil
        let isLong = isOne(in: 20)
        // A round with a place is longer, so that it is mostly that which ends it.
        answers = Int.random(
            in: isLong ? Self.answersOfLongRound : 1...(killsItself ? 300 : 150), using: &random)
        repetitions = Int.random(in: 1...4, using: &random)
        let isCutOffAgain = isOne(in: 5)
        let workAgain = KillPlace.Work.allCases[
            Int.random(in: KillPlace.Work.allCases.indices, using: &random)]
        let placeAgain = KillPlace(workAgain, commits: 4, using: &random)
        killPlaceOfRetries = isCutOffAgain ? placeAgain : nil
    }

    /// A round that ends at a place the server surely comes to.
    init(reaching place: KillPlace, _ ending: Referee.Ending) {
        self.ending = ending
        answers = 600
        killPlace = place
        repetitions = 1
        killPlaceOfRetries = nil
        mustReach = true
    }
}
