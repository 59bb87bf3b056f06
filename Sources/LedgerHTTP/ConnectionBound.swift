import Glibc
import LedgerCore

/// How many connections a server holds at once. Each takes a file descriptor, and a ledger that
/// finds none left for its own files must end: so its own are kept back, and further connections
/// wait until others are closed.
enum ConnectionBound {
    /// Kept back: the log takes some, and each file that is read or written one for a moment.
    private static let descriptorsKept = 128

    /// Raises the process's limit of descriptors as far as it may be raised, and says how many
    /// connections that leaves room for.
    static func connections() -> Int {
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        var limit = rlimit()
        guard unsafe getrlimit(resource, &limit) == 0 else { return fewest }
        var raised = limit
        raised.rlim_cur = limit.rlim_max
        if unsafe setrlimit(resource, &raised) == 0 { limit = raised }
        return connections(descriptors: Int(clamping: limit.rlim_cur))
    }

    /// How many connections so many descriptors leave room for: half of them at least, where there
    /// are few.
    static func connections(descriptors: Int) -> Int {
        let kept = min(descriptorsKept, descriptors / 2)
        return min(max(descriptors - kept, fewest), Limits.connections)
    }

    private static let fewest = 8
}
