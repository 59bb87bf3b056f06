import Foundation
import Glibc
import LedgerTesting

/// A program that was started, and what it writes to stdout. Environment, stdin and stderr are those
/// of this process.
final class StartedProgram {
    private let id: pid_t
    /// Ends when the program and all that it started have let go of their stdout.
    let output: FileHandle

    /// Starts a program.
    /// - Parameter arguments: without the program itself.
    init(_ program: String, _ arguments: [String]) throws {
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else {
            throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
        }
        // A copy of the end to write would keep the output from ending.
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        output = FileHandle(fileDescriptor: ends[0], closeOnDealloc: true)
        defer { close(ends[1]) }
        id = try Spawning.start(
            program, arguments, environment: ProcessInfo.processInfo.environment,
            streams: [STDOUT_FILENO: ends[1]])
    }

    /// Ends it at once, as a crash would. To be followed by `waitUntilExit`.
    func kill() { _ = Glibc.kill(id, SIGKILL) }

    /// Waits until it has ended; to be called once, for its id is then free for another.
    /// - Returns: its exit code; 128 and the signal where one ended it, as shells say it.
    @discardableResult
    func waitUntilExit() -> Int32 {
        switch Spawning.reap(id) {
        case .exit(let code): code
        case .signal(let signal): 128 + signal
        }
    }
}
