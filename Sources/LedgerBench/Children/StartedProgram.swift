import Foundation
import Glibc

/// A program that was started, and what it writes to stdout. Environment, stdin and stderr are those
/// of this process.
///
/// By `posix_spawn`, not by Foundation's `Process`: that of Swift 6.3 reads past the end of a
/// directory entry now and then, which ends the benchmark (swift-corelibs-foundation pull request
/// 5472), and what it starts inherits the signals that the starting thread blocks. The threads of
/// Swift's pool block all they can, and `pgbench`, whose end is an alarm, would run for ever.
final class StartedProgram {
    private let id: pid_t
    /// Ends when the program and all that it started have let go of their stdout.
    let output: FileHandle

    /// Starts a program.
    /// - Parameter arguments: without the program itself.
    init(_ program: String, _ arguments: [String]) throws {
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else { throw Self.error(errno) }
        // A copy of the end to write would keep the output from ending.
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        output = FileHandle(fileDescriptor: ends[0], closeOnDealloc: true)
        defer { close(ends[1]) }
        id = try Self.start(program, arguments, output: ends[1])
    }

    private static func start(
        _ program: String, _ arguments: [String], output: Int32
    ) throws -> pid_t {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)

        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        unsafe sigemptyset(&none)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))

        let environment = ProcessInfo.processInfo.environment
        var words = unsafe ([program] + arguments).map { unsafe strdup($0) } + [nil]
        var variables = unsafe environment.map { unsafe strdup("\($0.key)=\($0.value)") } + [nil]
        defer { unsafe (words + variables).forEach { unsafe free($0) } }
        var id: pid_t = 0
        let status = unsafe posix_spawn(&id, program, &actions, &attributes, &words, &variables)
        guard status == 0 else { throw error(status) }
        return id
    }

    private static func error(_ code: Int32) -> POSIXError {
        POSIXError(POSIXErrorCode(rawValue: code) ?? .EIO)
    }

    /// Ends it at once, as a crash would. To be followed by `waitUntilExit`.
    func kill() { _ = Glibc.kill(id, SIGKILL) }

    /// Waits until it has ended; to be called once, for its id is then free for another.
    /// - Returns: its exit code; 128 and the signal where one ended it, as shells say it.
    @discardableResult
    func waitUntilExit() -> Int32 {
        var status: Int32 = 0
        while unsafe waitpid(id, &status, 0) < 0, errno == EINTR {}
        // The lowest seven bits name the signal; without one, the next byte is the exit code.
        let signal = status & 0x7F
        return signal == 0 ? status >> 8 & 0xFF : 128 + signal
    }
}
