import AsyncHTTPClient
import Foundation
import LedgerTesting
import Testing

/// A ledger with segments of 256 entries, in a folder where a test makes things go wrong, and the
/// ids of the usage lines that were acknowledged.
///
/// Whatever went wrong: in the end each of those ids is known, none counts twice, the log verifies
/// and what is derived is what the log gives (`expectWhole`).
final class FaultLedger {
    let folder: TestFolder
    let data: String
    private(set) var key = ""
    private(set) var token = ""
    /// The ids of lines that were answered as recorded.
    private(set) var acknowledged: [String] = []
    /// The ids of lines of which nobody knows what became.
    private(set) var unknown: [String] = []
    private var sent = 0

    /// What every process runs with: the trace of one that ends over a fault takes long to print,
    /// and says nothing that a test asks for.
    private static let environment = ["SWIFT_BACKTRACE": "enable=no"]

    /// - Parameter name: of the data folder, which is missing or empty.
    init(in folder: TestFolder, data name: String = "data") async throws {
        self.folder = folder
        data = folder.path(name)
        let made = try await run(
            "init", "--entries-per-segment", "256", "--output", "json")
        #expect(made.ending == .done, "\(made.messages)")
        token = try #require(try made.json["admin_key"]?.text)
        let server = try await serve()
        let client = server.client(Self.http, token: token)
        _ = try await client.send(.post, "/v1/tenants", .json(["id": "acme"]))
        let key = try await client.send(
            .post, "/v1/keys", .json(["tenant": "acme", "name": "a key"]))
        self.key = try #require(try key.json["id"]?.text, "\(key.text)")
        await end(server)
    }

    /// A client that sends each request once: a server that is gone is no server to wait for. As
    /// long-lived as the process.
    static let http: HTTPClient = {
        var configuration = HTTPClient.Configuration()
        configuration.connectionPool.retryConnectionEstablishment = false
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()

    /// Runs a command of the program on the folder.
    func run(_ arguments: String..., environment: [String: String] = [:]) async throws
        -> ProgramOutput
    {
        try await Program.run(
            arguments + ["--data", data],
            environment: environment.merging(Self.environment) { own, _ in own }, in: folder)
    }

    func serve(environment: [String: String] = [:]) async throws -> Server {
        try await Server.start(
            data: data, environment: environment.merging(Self.environment) { own, _ in own },
            in: folder)
    }

    /// Ends a server as a user would.
    func end(_ server: Server) async {
        #expect(await server.terminate() == .done, "\(server.process.messages)")
    }

    /// Sends new lines in one batch.
    /// - Returns: the answer; nil where none came.
    @discardableResult
    func send(_ count: Int, to server: Server) async throws -> Answer? {
        let ids = (sent..<(sent + count)).map { "line-\($0)" }
        sent += count
        let answer: Answer
        do {
            answer = try await post(ids, to: server)
        } catch is Client.NoAnswer {
            unknown += ids
            return nil
        }
        guard answer.status == 200 else { return answer }
        let rejected = Set(
            try answer.json["rejected"]?.items.compactMap { $0["line"]?.integer } ?? [])
        // Lines are counted from 1.
        for (index, id) in ids.enumerated() where !rejected.contains(Int64(index + 1)) {
            acknowledged.append(id)
        }
        return answer
    }

    private func post(_ ids: [String], to server: Server) async throws -> Answer {
        let client = server.client(Self.http, token: token)
        return try await client.send(
            .post, "/v1/usage",
            .lines(ids.map { ["id": .string($0), "key": .string(key), "operation": "read"] }))
    }

    /// The codes of the lines that an answer rejects, or its own.
    func codes(of answer: Answer?) throws -> Set<String> {
        guard let answer else { return [] }
        let json = try answer.json
        let lines = json["rejected"]?.items.compactMap { $0["code"]?.text } ?? []
        return Set(lines + [json["code"]?.text].compactMap(\.self))
    }

    /// What the meter `calls` says for this month.
    func calls(on server: Server) async throws -> Int64? {
        let client = server.client(Self.http, token: token)
        let answer = try await client.send(.get, "/v1/meters?tenant=acme")
        return try answer.json["rows"]?.items.first { $0["meter"]?.text == "calls" }?["quantity"]?
            .integer
    }

    /// Sends every acknowledged id again: none may be taken for a new one.
    /// - Returns: false where no whole answer came.
    func expectKnown(
        on server: Server, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> Bool {
        for start in stride(from: 0, to: acknowledged.count, by: 200) {
            let ids = Array(acknowledged[start..<min(start + 200, acknowledged.count)])
            guard let answer = try? await post(ids, to: server), answer.status == 200 else {
                return false
            }
            let json = try answer.json
            #expect(
                json["accepted"] == 0 && json["duplicates"] == .integer(Int64(ids.count)),
                "\(answer.text)", sourceLocation: sourceLocation)
        }
        return true
    }

    /// Expects that the ledger is whole, once nothing is wrong any more; no server holds it.
    func expectWhole(sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let server = try await serve()
        #expect(try await expectKnown(on: server, sourceLocation: sourceLocation))
        let calls = try await calls(on: server) ?? 0
        #expect(
            calls >= acknowledged.count && calls <= acknowledged.count + unknown.count,
            "\(calls) calls, \(acknowledged.count) acknowledged, \(unknown.count) unknown",
            sourceLocation: sourceLocation)
        await end(server)
        for command in [["verify"], ["rebuild", "--check"]] {
            let output = try await Program.run(
                command + ["--data", data], in: folder)
            #expect(
                output.ending == .done, "\(output.output)\(output.messages)",
                sourceLocation: sourceLocation)
        }
    }
}

/// The tools of the system that faults are made with. Tests run as root.
enum System {
    /// Runs a tool to its end.
    @discardableResult
    static func run(_ arguments: String..., isExpected: Bool = true) throws -> Int32 {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = arguments
        let messages = Pipe()
        process.standardError = messages
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        let text = try messages.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        if isExpected {
            #expect(
                process.terminationStatus == 0,
                "\(arguments): \(String(decoding: text, as: UTF8.self))")
        }
        return process.terminationStatus
    }
}

/// A file system of a few megabytes in memory, at a folder, for as long as the value lives.
final class SmallDisk: Sendable {
    let path: String

    init(at path: String, mebibytes: Int) throws {
        self.path = path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try System.run("mount", "-t", "tmpfs", "-o", "size=\(mebibytes)m", "tmpfs", path)
    }

    /// Takes all the room that is left.
    func fill() throws {
        // It ends because the disk is full, which is what is wanted.
        try System.run(
            "dd", "if=/dev/zero", "of=\(path)/filler", "bs=64k", isExpected: false)
    }

    /// Gives that room back.
    func free() throws {
        try FileManager.default.removeItem(atPath: "\(path)/filler")
    }

    deinit { _ = try? System.run("umount", "-l", path) }
}
