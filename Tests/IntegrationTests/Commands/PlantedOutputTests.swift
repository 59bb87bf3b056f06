import Foundation
import Testing

/// A hostile text in every field that commands show, and in what they are given: no output does what
/// it says.
@Suite struct PlantedOutputTests {
    /// A formula, markup, a terminal's escapes, a forged line, and characters that reorder or hide.
    private static let poison =
        "=cmd|' /C calc'!A0,\"<script>\u{1b}]0;owned\u{7}\u{9b}2J\r\nforged \u{202e}nimda\u{200b}\u{2028}"

    private static func arguments(key: String) -> [[String]] {
        [
            ["tenant", "list"], ["tenant", "show", "acme"],
            ["principal", "list", "--tenant", "acme"], ["key", "list", "--tenant", "acme"],
            ["key", "show", key], ["key", "history", key], ["key", "usage", key],
            ["usage", "meters", "--tenant", "acme", "--by-key"], ["audit", "who", key],
            // What is refused is repeated, if at all, as harmlessly.
            ["key", "show", poison], ["tenant", "show", poison], ["audit", "who", poison],
            ["key", "list", "--tenant", poison], ["principal", "list", "--tenant", poison],
            ["usage", "send", poison], ["usage", "meters", "--tenant", "acme", "--period", poison],
            ["import", "cloudtrail", poison], ["status", poison],
        ]
    }

    @Test func `No command's output does what a planted text says`() async throws {
        let ledger = try await Ledger()
        let poison = JSON.string(Self.poison)
        let person = try await ledger.send(
            .post, "/v1/tenants/acme/principals", ["id": "ada", "name": poison, "email": poison])
        #expect(person.status == 201)
        let key = try await ledger.makeKey(["name": poison, "owner": "ada", "origin": poison])
        for outcome: JSON in ["allowed", "denied"] {
            let line: JSON = [
                "key": .string(key), "operation": poison, "scope": "a", "client": poison,
                "user_agent": poison, "ip": poison, "code": poison, "outcome": outcome,
            ]
            let sent = try await ledger.run(
                "usage", "send", "-", "--output", "json", input: "\(line)\n")
            #expect(sent.ending == .done, "\(sent)")
        }
        var shown = 0
        for arguments in Self.arguments(key: key) {
            for format in ["table", "json", "ndjson", "csv"] {
                let output = try await Program.run(
                    arguments + ["--output", format], environment: ledger.environment,
                    in: ledger.folder)
                let what = "\(arguments.prefix(2)) as \(format)"
                Self.expectHarmless(output.output, format: format, what)
                Self.expectHarmless(output.messages, format: "table", what)
                if output.output.contains("calc") { shown += 1 }
            }
        }
        #expect(shown > 12, "the plants are shown where they belong")
        Self.expectHarmless(ledger.server.process.messages, format: "table", "the server's log")
        #expect(!ledger.server.process.messages.contains("calc"))
        try await ledger.end()
    }

    private static func expectHarmless(_ text: String, format: String, _ what: String) {
        let isJSON = format.hasSuffix("json")
        let active = text.unicodeScalars.filter { scalar in
            switch scalar.properties.generalCategory {
            case .control:
                scalar != "\n" && !(format == "csv" && (scalar == "\r" || scalar == "\t"))
                    && !(isJSON && scalar.value >= 0x7F)
            // JSON is for programs, which do not obey these.
            case .format, .lineSeparator, .paragraphSeparator: !isJSON
            default: false
            }
        }
        #expect(active.isEmpty, "\(what): \(active.map(\.value))")
        guard format == "csv" else { return }
        #expect(text.matches(of: /(?:^|,|\r\n)"?[=+@\t]/).isEmpty, "\(what): \(text)")
    }
}
