import EventLog
import Files
import LedgerTesting

/// A place where a server ends itself by SIGKILL, and how often it may pass it before.
struct KillPlace: Sendable {
    /// What a server does step by step.
    enum Work: CaseIterable, Sendable {
        case commit
        case seal
        case makeSegment
        case makeIDs
        case flush
    }

    /// What `KillSwitch` is told.
    let text: String

    /// Draws one of all points of one of all works.
    /// - Parameter commits: how many commits there may be before.
    init(_ work: Work, commits: Int, using random: inout SplitMix64) {
        let (places, passesMax) = Self.places(of: work, commits: commits)
        let place = places[Int.random(in: places.indices, using: &random)]
        // A new holder is rarer than a commit.
        let isOfHolders = place.contains("holder")
        let passes = Int.random(
            in: 1...(isOfHolders ? min(6, passesMax) : passesMax), using: &random)
        text = "\(place):\(passes)"
    }

    private static func places(
        of work: Work, commits: Int
    ) -> (places: [String], passesMax: Int) {
        switch work {
        case .commit:
            // What is durable and was told to nobody is the hardest to get right: that comes twice.
            let points = KillPoint.allCases.filter { !sealing.contains($0) } + [.afterCommit]
            return (points.map(\.rawValue), commits)
        case .seal: return (sealing.map(\.rawValue), 2)
        case .makeSegment: return (filePlaces("0"), 2)
        // The run of each segment, merged runs, and for each the manifest.
        case .makeIDs: return (filePlaces("dedup-") + filePlaces("dedup.manifest"), 4)
        case .flush: return (filePlaces("state-") + filePlaces("state.manifest"), 1)
        }
    }

    /// The points of the follower beside those of files.
    private static let sealing: [KillPoint] = [
        .afterSegmentCheck, .beforeSwapPut, .beforeSwapCommit, .afterSwapCommit,
    ]

    /// The points of files whose names begin so.
    private static func filePlaces(_ prefix: String) -> [String] {
        FileKillPoint.allCases.map { "\($0.rawValue)@\(prefix)" }
    }
}
