import Glibc
import Synchronization

/// Ends the server once so many requests are answered: at a moment that no clock decides.
final class Referee: Sendable {
    /// How a server is ended.
    enum Ending: Sendable {
        /// As by a power cut.
        case kill
        /// It is asked to, and may answer what it takes no more with 503.
        case terminate
    }

    let ending: Ending
    private let server: Server
    private let left: Mutex<Int>

    /// - Parameter answers: after how many the server is ended.
    init(_ ending: Ending, _ server: Server, after answers: Int) {
        self.ending = ending
        self.server = server
        left = Mutex(answers)
    }

    /// Counts an answer.
    func sawAnswer() {
        let isLast = left.withLock { left in
            left -= 1
            return left == 0
        }
        if isLast { end() }
    }

    /// Whether so many requests were answered.
    var hasEnded: Bool { left.withLock { $0 <= 0 } }

    /// Ends the server, if it has not ended.
    func end() {
        switch ending {
        case .kill: server.process.signal(SIGKILL)
        case .terminate: server.process.signal(SIGTERM)
        }
    }
}
