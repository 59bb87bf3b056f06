package import Foundation
import Glibc

/// Starts processes by `posix_spawn`.
///
/// Not by Foundation's `Process`: that of Swift 6.3 reads past the end of a directory entry now and
/// then, which ends the whole process (swift-corelibs-foundation pull request 5472), and what it
/// starts inherits the signals that the starting thread blocks. The threads of Swift's pool block
/// all they can, and `pgbench`, whose end is an alarm, would run for ever.
package enum Spawning {
    /// How a process ended.
    package enum Ending: Sendable {
        case exit(Int32)
        case signal(Int32)
    }

    private static let changer = "/usr/bin/env"

    /// Starts a program.
    /// - Parameters:
    ///   - arguments: without the program itself.
    ///   - folder: where it runs; nil for where this process does.
    ///   - streams: by the number of its stdin, stdout or stderr, ours that it gets; it has ours where
    ///     none is said. Of other files it gets none that is closed where a
    ///     program starts another, as all of ours are.
    /// - Returns: its process id.
    package static func start(
        _ program: String, _ arguments: [String], environment: [String: String],
        in folder: String? = nil, streams: [Int32: Int32]
    ) throws -> pid_t {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        for (number, stream) in streams.sorted(by: { $0.key < $1.key }) {
            unsafe posix_spawn_file_actions_adddup2(&actions, stream, number)
        }

        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe posix_spawnattr_setsigmask(&attributes, &signals)
        unsafe sigfillset(&signals)
        unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
        unsafe posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF))

        // `env` changes to the folder and becomes the program.
        let change = folder.map { [changer, "-C", $0] } ?? []
        let command = change + [program] + arguments
        var words = unsafe command.map { unsafe strdup($0) } + [nil]
        var variables = unsafe environment.map { unsafe strdup("\($0.key)=\($0.value)") } + [nil]
        defer { unsafe (words + variables).forEach { unsafe free($0) } }
        var id: pid_t = 0
        let status = unsafe posix_spawn(
            &id, command[0], &actions, &attributes, &words, &variables)
        guard status == 0 else { throw POSIXError(POSIXErrorCode(rawValue: status) ?? .EIO) }
        return id
    }

    /// Waits until a process has ended, and leaves its id taken until `reap`.
    package static func wait(for id: pid_t) {
        var information = unsafe siginfo_t()
        while unsafe waitid(P_PID, id_t(id), &information, WEXITED | WNOWAIT) != 0 {
            guard errno == EINTR else { return }
        }
    }

    /// Lets the id of a process go that has ended.
    /// - Returns: how it ended.
    package static func reap(_ id: pid_t) -> Ending {
        var status: Int32 = 0
        while unsafe waitpid(id, &status, 0) < 0, errno == EINTR {}
        // The lowest seven bits name the signal; without one, the next byte is the exit code.
        let signal = status & 0x7F
        return signal == 0 ? .exit(status >> 8 & 0xFF) : .signal(signal)
    }
}
