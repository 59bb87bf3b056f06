import AsyncHTTPClient
import Foundation
import Testing

/// A server on a data folder, that listens.
struct Server: Sendable {
    let process: ProgramProcess
    /// Scheme, host and port, as it printed them.
    let url: String

    private static let readyWithin = Duration.seconds(300)
    /// Longer than a server takes that was asked to end.
    private static let endsWithin = Duration.seconds(120)
    private static let pollEvery = Duration.milliseconds(2)

    /// Starts a server on a free port and waits until it says where it listens.
    /// - Parameter environment: beyond that of a user who has set nothing.
    /// - Throws: `NotListening` where it ends before.
    static func start(
        data: String, environment: [String: String] = [:], in folder: TestFolder
    ) async throws -> Server {
        let process = try ProgramProcess(
            ["serve", "--data", data, "--listen", "127.0.0.1:0"], environment: environment,
            in: folder)
        return try await Server(whenListening: process)
    }

    /// Waits until a process of `serve` says where it listens.
    init(whenListening process: ProgramProcess) async throws {
        let deadline = ContinuousClock.now + Self.readyWithin
        while true {
            // Looked at first: what was printed before the end is there after it.
            let hasEnded = process.hasEnded
            let text = process.output
            if let match = text.firstMatch(of: /(https?:\/\/[0-9.]+:[0-9]+)/) {
                self.init(process: process, url: String(match.1))
                return
            }
            guard !hasEnded, ContinuousClock.now < deadline else {
                throw NotListening(
                    ending: hasEnded ? await process.ending : nil, output: process.output,
                    messages: process.messages)
            }
            try await Task.sleep(for: Self.pollEvery)
        }
    }

    private init(process: ProgramProcess, url: String) {
        self.process = process
        self.url = url
    }

    /// Ends it as a power cut would.
    @discardableResult
    func kill() async -> ProgramProcess.Ending {
        process.signal(SIGKILL)
        return await process.ending
    }

    /// Asks it to finish and end.
    @discardableResult
    func terminate() async -> ProgramProcess.Ending {
        process.signal(SIGTERM)
        return await ending
    }

    /// How it ended that was asked to, or dies by itself; aborted where it does neither.
    var ending: ProgramProcess.Ending {
        get async {
            let watch = Task {
                try await Task.sleep(for: Self.endsWithin)
                process.signal(SIGABRT)
            }
            defer { watch.cancel() }
            return await process.ending
        }
    }

    func client(_ http: HTTPClient, token: String) -> Client {
        Client(http: http, url: url, token: token)
    }

    /// A server that ended, or said nothing, instead of listening.
    struct NotListening: Error, CustomStringConvertible {
        /// Nil where it goes on without listening.
        var ending: ProgramProcess.Ending?
        var output: String
        var messages: String

        var description: String { "the server does not listen: \(output)\(messages)" }
    }
}
