import AsyncHTTPClient
import Files
import Foundation
import LedgerTesting

/// The life of one data folder: in every round it is served, loaded by several clients, cut off,
/// served again and checked.
struct Life {
    private let folder: TestFolder
    private let http: HTTPClient
    private let book = Book()
    private var checker: Checker
    private var clients: [LoadClient] = []
    private var random: SplitMix64
    private let founding: Founding

    private static let clientCount = 6

    private var data: String { folder.path("data") }

    init(seed: UInt64, _ http: HTTPClient) throws {
        folder = try TestFolder()
        self.http = http
        checker = Checker(book: book)
        random = SplitMix64(seed: seed)
        founding = Founding(seed: seed)
    }

    /// Lives some rounds.
    /// - Parameter ending: of all rounds, where it is not to be drawn.
    /// - Returns: everything that was wrong.
    mutating func run(rounds: Int, ending: Referee.Ending? = nil) async throws -> [String] {
        try await run((0..<rounds).map { _ in Round(using: &random, ending: ending) })
    }

    /// Lives these rounds.
    /// - Returns: everything that was wrong.
    mutating func run(_ rounds: [Round]) async throws -> [String] {
        do {
            try await begin()
            for (number, round) in rounds.enumerated() where book.complaints.isEmpty {
                try await play(round)
                if !book.complaints.isEmpty { book.complain("this was round \(number), \(round)") }
            }
            try await end()
        } catch {
            book.complain("the round broke off: \(error)")
        }
        if !book.complaints.isEmpty {
            folder.keep()
            book.complain("the folder is kept: \(folder.url.path)")
        }
        return book.complaints
    }

    /// Makes the ledger and everybody in it.
    private mutating func begin() async throws {
        var token: String?
        if case .shortSegments = founding {
            let made = try await Program.run(
                ["init", "--data", data, "--entries-per-segment", "256", "--output", "json"],
                in: folder)
            token = try made.json["admin_key"]?.text
        }
        let server = try await Server.start(data: data, in: folder)
        let admin = try token ?? Self.adminKey(in: data)
        let cast = try await Cast(making: server.client(http, token: admin))
        clients = (0..<Self.clientCount).map {
            LoadClient(number: $0, cast: cast, book: book, seed: random.next())
        }
        if case .filled = founding {
            await clients[0].fill(
                to: Founding.filledEntries, Connection(server, http, cast))
        }
        await server.kill()
    }

    /// The key that a first start without a terminal left in the folder.
    static func adminKey(in data: String) throws -> String {
        try String(contentsOfFile: "\(data)/admin-key", encoding: .utf8)
            .trimmingCharacters(in: .newlines)
    }

    private mutating func play(_ round: Round) async throws {
        try await load(round)
        try await verify()
        try await retryInVain(round)
        let server = try await Server.start(data: data, in: folder)
        let connection = Connection(server, http, clients[0].cast)
        try await checker.check(connection.admin, isSettled: false)
        for index in clients.indices { await clients[index].retry(connection) }
        try await checker.check(connection.admin, isSettled: true)
        try await repeatSome(round, connection)
        await server.kill()
    }

    /// Loads a server until its end.
    private mutating func load(_ round: Round) async throws {
        guard let server = try await start(killPlace: round.killPlace) else { return }
        let connection = Connection(server, http, clients[0].cast)
        let referee = Referee(round.ending, server, after: round.answers)
        clients = await withTaskGroup(of: LoadClient.self) { group in
            for var client in clients {
                group.addTask {
                    await client.load(server, connection, referee)
                    return client
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        clients.sort { $0.number < $1.number }
        let hasKilled = referee.hasEnded
        referee.end()
        let ending = await server.ending
        let isExpected =
            switch round.ending {
            case .kill: ending == .signal(SIGKILL)
            case .terminate: ending == .done || round.killPlace != nil && ending == .signal(SIGKILL)
            }
        guard isExpected else {
            return book.complain("the server ended with \(ending): \(server.process.messages)")
        }
        let endedItself = round.ending == .kill ? !hasKilled : ending == .signal(SIGKILL)
        if round.mustReach, !endedItself { book.complain("the server never came to its place") }
    }

    /// Retries what was not answered at a server that may end again before it answers.
    private mutating func retryInVain(_ round: Round) async throws {
        guard let killPlace = round.killPlaceOfRetries,
            let server = try await start(killPlace: killPlace)
        else { return }
        let connection = Connection(server, http, clients[0].cast)
        for index in clients.indices { await clients[index].retry(connection, mayFail: true) }
        await server.kill()
    }

    /// - Returns: nil where the server ended itself before it listened.
    private func start(killPlace: KillPlace?) async throws -> Server? {
        guard let killPlace else { return try await Server.start(data: data, in: folder) }
        do {
            return try await Server.start(
                data: data, environment: [KillSwitch.variable: killPlace.text], in: folder)
        } catch let error as Server.NotListening where error.ending == .signal(SIGKILL) {
            return nil
        }
    }

    /// Repeats answered acts, after which nothing may be different.
    private mutating func repeatSome(_ round: Round, _ connection: Connection) async throws {
        try await expectNothingNew(connection) { life in
            for index in life.clients.indices {
                await life.clients[index].repeatSome(round.repetitions, connection)
            }
        }
    }

    /// Expects that what was sent in `body` had been sent before, and changes nothing.
    private mutating func expectNothingNew(
        _ connection: Connection, _ body: (inout Life) async -> Void
    ) async throws {
        let before = checker.list.position
        await body(&self)
        for tenant in Cast.tenants {
            for period in [Day.month, Day.lastMonth] {
                let act = Act(kind: .meters(tenant: tenant, period: period))
                clients[0].settle(act, .again, try await connection.send(act), day: nil)
            }
        }
        try await checker.check(connection.admin, isSettled: true)
        for entry in checker.list.entries[Int(before)...]
        where !Self.appearsByItself(entry) {
            book.complain("a repetition left \(entry)")
        }
    }

    /// Denials that were repeated may be recorded; nothing else may.
    private static func appearsByItself(_ entry: JSON) -> Bool {
        ["usage.denied", "usage.denied_aggregate"].contains(entry["type"]?.text)
    }

    /// Holds the folder of a dead server against itself: the log is sound, and the projections are
    /// what it comes to.
    private func verify() async throws {
        let verified = try await Program.run(["verify", "--data", data], in: folder)
        if verified.ending != .done {
            book.complain("verify: \(verified.ending) \(verified.output)\(verified.messages)")
        }
        for complaint in try await Rebuilding.complaints(about: data, in: folder) {
            book.complain(complaint)
        }
    }

    /// Reads the whole log once more, then sends all that was ever recorded to a server that has
    /// made its projections anew.
    private mutating func end() async throws {
        let server = try await Server.start(data: data, in: folder)
        let admin = server.client(http, token: clients[0].cast.admin)
        for complaint in try await checker.list.readAgain(admin) { book.complain(complaint) }
        let ending = await server.terminate()
        if ending != .done { book.complain("an idle server ended with \(ending)") }
        try await verify()

        try FileManager.default.removeItem(atPath: "\(data)/projections")
        let rebuilt = try await Server.start(data: data, in: folder)
        let connection = Connection(rebuilt, http, clients[0].cast)
        try await expectNothingNew(connection) { life in
            for index in life.clients.indices {
                await life.clients[index].repeatEverything(connection)
            }
        }
        await rebuilt.kill()
    }
}
