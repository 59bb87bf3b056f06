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
        case .makeSegment: return (filePlaces("0") + [removal("0")], 2)
        // The run of each segment, merged runs, and for each the manifest.
        case .makeIDs:
            let files = filePlaces("dedup-") + filePlaces("dedup.manifest")
            return (files + [removal("dedup-")], 4)
        case .flush:
            let files = filePlaces("state-") + filePlaces("state.manifest")
            return (files + [removal("state-")], 1)
        }
    }

    /// The points of the follower beside those of files.
    private static let sealing: [KillPoint] = [
        .afterSegmentCheck, .beforeSwapPut, .beforeSwapCommit, .afterSwapCommit,
    ]

    /// The points in the making of files whose names begin so.
    private static func filePlaces(_ prefix: String) -> [String] {
        FileKillPoint.allCases.filter { $0 != .beforeFileRemoval }
            .map { "\($0.rawValue)@\(prefix)" }
    }

    private static func removal(_ prefix: String) -> String {
        "\(FileKillPoint.beforeFileRemoval.rawValue)@\(prefix)"
    }
}

extension KillPlace {
    /// Every place that a server surely comes to which is loaded until several segments are full.
    /// What a crash or a new base left behind may have to be removed or not.
    static func sure(of work: Work) -> [KillPlace] {
        let places = Set(Self.places(of: work, commits: 1).places)
        return places.subtracting([removal("0"), removal("state-"), removal("dedup-")]).sorted()
            .map(KillPlace.init)
    }

    private init(_ text: String) { self.text = text }
}
