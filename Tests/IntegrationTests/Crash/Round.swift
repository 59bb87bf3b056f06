import EventLog
import LedgerTesting

/// What happens in one round, drawn before it begins.
struct Round: Sendable {
    let ending: Referee.Ending
    /// How many answers the clients get before the server ends.
    let answers: Int
    /// Where on its write path the server ends itself, if it gets there before.
    let killPoint: String?
    /// How many answered acts each client repeats afterwards.
    let repetitions: Int
    /// Where a server ends itself that is asked again what the first did not answer.
    let killPointOfRetries: String?
    /// Whether the folder is verified as the dead server left it.
    let isVerified: Bool

    /// - Parameter ending: how the server ends, where it is not to be drawn.
    init(using random: inout SplitMix64, ending: Referee.Ending? = nil) {
        let drawn: Referee.Ending = Int.random(in: 0..<8, using: &random) == 0 ? .terminate : .kill
        self.ending = ending ?? drawn
        let killsItself = self.ending == .kill && Int.random(in: 0..<2, using: &random) == 0
        killPoint = killsItself ? Self.killPoint(using: &random, passes: 40) : nil
        // A round with a kill point is longer, so that it is mostly that which ends it.
        answers = Int.random(in: 1...(killsItself ? 300 : 150), using: &random)
        repetitions = Int.random(in: 1...4, using: &random)
        let isCutOffAgain = Int.random(in: 0..<5, using: &random) == 0
        killPointOfRetries = isCutOffAgain ? Self.killPoint(using: &random, passes: 4) : nil
        isVerified = Int.random(in: 0..<4, using: &random) == 0
    }

    /// - Parameter passes: how often a server may pass a point of each commit before it ends there.
    private static func killPoint(using random: inout SplitMix64, passes: Int) -> String {
        // What is durable and was told to nobody is the hardest to get right: that comes twice.
        let points = KillPoint.allCases + [.afterCommit]
        let point = points.randomElement(using: &random) ?? .afterCommit
        // A new holder is rarer than a commit.
        let isOfHolders = [.beforeHolderKeySync, .afterHolderKeySync].contains(point)
        let pass = Int.random(in: 1...(isOfHolders ? min(6, passes) : passes), using: &random)
        return "\(point.rawValue):\(pass)"
    }
}
