import Foundation
import Testing

/// The forms in which the program writes its answers.
@Suite struct OutputTests {
    @Test func `Every question is answered as table, JSON, lines of JSON and CSV`() async throws {
        let ledger = try await Ledger()
        let key = try await ledger.makeKey(["caps": [Cast.cap(5)]])
        _ = try await ledger.consume(key, id: "call")
        _ = try await ledger.run("principal", "add", "acme", "--id", "ada", "--name", "Ada, =1+1")
        let questions = [
            ["tenant", "list"], ["tenant", "show", "acme"], ["principal", "list", "acme"],
            ["key", "list", "--tenant", "acme"], ["key", "show", key], ["key", "history", key],
            ["key", "usage", key], ["key", "caps", key], ["audit", "who", key],
            ["audit", "entries"], ["audit", "entry", "2"], ["status"], ["config", "print"],
            ["usage", "meters", "--tenant", "acme"],
            ["usage", "meters", "--tenant", "acme", "--group-by", "key"],
        ]
        for question in questions {
            func answer(_ format: String) async throws -> String {
                let output = try await Program.run(
                    question + ["--output", format], environment: ledger.environment,
                    in: ledger.folder)
                #expect(output.ending == .done, "\(question) \(output.messages)")
                #expect(!output.output.isEmpty, "\(question) \(format)")
                return output.output
            }
            _ = try JSON(parsing: Data(try await answer("json").utf8))
            for line in try await answer("ndjson").split(separator: "\n") {
                _ = try JSON(parsing: Data(line.utf8))
            }
            let records = try await answer("csv").split(separator: "\r\n")
            #expect(records.count >= 2, "\(question)")
            #expect(try await answer("table").contains("\r") == false, "\(question)")
        }
        let entries = try await ledger.run("audit", "entries", "--key", key, "--output", "ndjson")
        let types = try entries.output.split(separator: "\n").map {
            try JSON(parsing: Data($0.utf8))["type"]?.text
        }
        #expect(types == ["key.created", "usage.recorded"])
        let meters = try await ledger.run(
            "usage", "meters", "--tenant", "acme", "--group-by", "key", "--output", "csv")
        #expect(meters.output.hasPrefix("period,key,meter,quantity\r\n"))
        #expect(meters.output.contains(",\(key),calls,1\r\n"))
        try await ledger.end()
    }

    @Test(arguments: [("", true), ("1", false)])
    func `A terminal sees bold titles, unless NO_COLOR says no`(
        noColor: String, isStyled: Bool
    ) async throws {
        let ledger = try await Ledger()
        let environment = ledger.environment.merging(
            ["NO_COLOR": noColor, "TERM": "xterm"]) { $1 }
        let terminal = try PseudoTerminal()
        let process = try ProgramProcess(
            ["tenant", "show", "acme"], environment: environment, terminal: terminal,
            in: ledger.folder)
        #expect(await process.ending == .done)
        #expect(process.output.contains("acme"))
        #expect(process.output.contains("\u{1b}[1m") == isStyled)
        try await ledger.end()
    }
}
