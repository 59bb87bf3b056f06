import Foundation
import LedgerTesting
import Synchronization

/// A process of the program. What it writes goes to files, which outlast it however it ends.
final class ProgramProcess: Sendable {
    /// How a process ended.
    enum Ending: Equatable, Sendable {
        case exit(Int32)
        case signal(Int32)

        static let done = Ending.exit(0)

        init(_ ending: Spawning.Ending) {
            switch ending {
            case .exit(let code): self = .exit(code)
            case .signal(let signal): self = .signal(signal)
            }
        }
    }

    private let id: pid_t
    private let ended = Mutex(Waiting())
    private let outputFile: URL
    private let messagesFile: URL
    private let terminal: PseudoTerminal?

    private struct Waiting {
        var ending: Ending?
        var waiters: [CheckedContinuation<Ending, Never>] = []
    }

    /// Starts the program.
    /// - Parameters:
    ///   - program: another than the one under test.
    ///   - environment: beyond that of a user who has set nothing.
    ///   - input: what it reads from stdin.
    ///   - terminal: what its stdout is connected to, instead of a file.
    ///   - folder: where it runs and where its output is kept.
    init(
        _ arguments: [String], program: URL = Program.url, environment: [String: String] = [:],
        input: String = "", terminal: PseudoTerminal? = nil, in folder: TestFolder
    ) throws {
        self.terminal = terminal
        (outputFile, messagesFile) = (try folder.newFile("stdout"), try folder.newFile("stderr"))
        let inputFile = try folder.newFile("stdin")
        try Data(input.utf8).write(to: inputFile)
        let streams = [
            try FileHandle(forReadingFrom: inputFile),
            try terminal?.programSide ?? FileHandle(forWritingTo: outputFile),
            try FileHandle(forWritingTo: messagesFile),
        ]
        id = try Spawning.start(
            program.path, arguments, environment: Program.environment(adding: environment),
            in: folder.url.path,
            streams: [
                STDIN_FILENO: streams[0].fileDescriptor, STDOUT_FILENO: streams[1].fileDescriptor,
                STDERR_FILENO: streams[2].fileDescriptor,
            ])
        withExtendedLifetime(streams) {}
        Thread.detachNewThread { [id, weak self] in
            Spawning.wait(for: id)
            guard let self else {
                _ = Spawning.reap(id)
                return
            }
            finish()
        }
    }

    deinit { signal(SIGKILL) }

    private func finish() {
        let (ending, waiters) = ended.withLock { waiting in
            let ending = Ending(Spawning.reap(id))
            waiting.ending = ending
            defer { waiting.waiters = [] }
            return (ending, waiting.waiters)
        }
        for waiter in waiters { waiter.resume(returning: ending) }
    }

    /// What it wrote to stdout so far.
    var output: String { terminal?.text ?? text(of: outputFile) }
    /// What it wrote to stderr so far.
    var messages: String { text(of: messagesFile) }

    private func text(of file: URL) -> String {
        (try? Data(contentsOf: file)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    /// Whether it has ended, as far as is known.
    var hasEnded: Bool { ended.withLock { $0.ending != nil } }

    /// How it ended; waits until it has.
    var ending: Ending {
        get async {
            await withCheckedContinuation { waiter in
                let ending = ended.withLock { waiting in
                    if waiting.ending == nil { waiting.waiters.append(waiter) }
                    return waiting.ending
                }
                if let ending { waiter.resume(returning: ending) }
            }
        }
    }

    /// Sends a signal, unless it has ended.
    func signal(_ number: Int32) {
        // Under the lock, so that the id is still that of this process or of nobody.
        ended.withLock { waiting in
            if waiting.ending == nil { _ = kill(id, number) }
        }
    }
}
