import Glibc
import Synchronization

/// Ends the process as a power cut would, at the one labelled point that a test has armed. What
/// `FileKillPoint` here and the points of the log share.
///
/// It is armed by the environment variable `KEYLEDGER_KILL_POINT`, read when the first point is
/// passed: `<label>[@<file>][:<n>]`. The n-th pass (the first, where n is not said) of the point
/// with that label, of files whose names begin with `<file>` where that is said, ends the process
/// by SIGKILL. A label that nobody has is never passed.
package enum KillSwitch {
    package static let variable = "KEYLEDGER_KILL_POINT"

    private struct Armed: Sendable {
        let label: Substring
        let file: Substring
        let pass: Int

        init(_ text: String) {
            let parts = text.split(separator: ":", maxSplits: 1)
            pass = parts.count > 1 ? Int(parts[1]) ?? 1 : 1
            let place = (parts.first ?? "").split(separator: "@", maxSplits: 1)
            label = place.first ?? ""
            file = place.count > 1 ? place[1] : ""
        }
    }

    private static let armed: Armed? = {
        guard let text = unsafe getenv(variable) else { return nil }
        return unsafe Armed(String(cString: text))
    }()
    private static let passes = Atomic(0)

    /// Says that the process is at a point. Costs one comparison where none is armed.
    /// - Parameters:
    ///   - label: the point's.
    ///   - path: of the file that is being made or removed, where there is one.
    package static func pass(_ label: @autoclosure () -> String, path: String = "") {
        guard let armed, armed.label == label(), name(of: path).hasPrefix(armed.file) else {
            return
        }
        let pass = passes.add(1, ordering: .relaxed).newValue
        if pass >= armed.pass { kill(getpid(), SIGKILL) }
    }

    private static func name(of path: String) -> Substring {
        path[(path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex)...]
    }
}
