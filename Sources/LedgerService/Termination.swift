import EventLog
import Projections

/// Ends the process at once, loudly. For what cannot be gone on from: a failed commit, a damaged
/// log, a broken invariant. The next start verifies the tail and shows what is on disk.
func endProcess(_ what: String, _ error: LogError) -> Never {
    fatalError(
        "keyledger ends: \(what): \(error.code.rawValue): \(error.sentence) (\(error.place))")
}

func endProcess(_ what: String, _ error: ProjectionError) -> Never {
    fatalError(
        "keyledger ends: \(what): \(error.code.rawValue): \(error.sentence) (\(error.place))")
}
