import Foundation
import Testing

/// Where a server takes its settings from, as `config print` tells it.
@Suite struct ConfigurationTests {
    /// The value of each setting and where it came from.
    private static func printed(
        _ arguments: [String], _ environment: [String: String] = [:], in folder: TestFolder
    ) async throws -> (ending: ProgramProcess.Ending, settings: [String: [String?]]) {
        let output = try await Program.run(
            ["config", "print", "--output", "json"] + arguments, environment: environment,
            in: folder)
        var settings: [String: [String?]] = [:]
        for row in try output.json["settings"]?.items ?? [] {
            settings[row["setting"]?.text ?? ""] = [row["value"]?.text, row["from"]?.text]
        }
        return (output.ending, settings)
    }

    @Test func `A flag counts before the environment, that before the file, that before defaults`()
        async throws
    {
        let folder = try TestFolder()
        let file = folder.path("config.json")
        let text = """
            {"data": "/from/file", "listen": "127.0.0.1:3", "hosts": ["a.example", "b.example"],
             "plaintext_behind_proxy": true, "log_format": "json"}
            """
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        let environment = [
            "KEYLEDGER_CONFIG": file, "KEYLEDGER_DATA": "/from/environment",
            "KEYLEDGER_LISTEN": "127.0.0.1:2", "KEYLEDGER_HOSTS": "",
        ]
        let all = try await Self.printed(["--listen", "127.0.0.1:1"], environment, in: folder)
        #expect(all.ending == .done)
        #expect(
            all.settings == [
                "listen": ["127.0.0.1:1", "--listen"],
                "data": ["/from/environment", "KEYLEDGER_DATA"],
                "hosts": ["a.example,b.example", file],
                "plaintext_behind_proxy": ["true", file], "log_format": ["json", file],
                "gateway_listen": ["127.0.0.1:8641", "default"], "tls_cert": [nil, "default"],
                "tls_key": [nil, "default"], "backup_root": [nil, "default"],
            ])
        let none = try await Self.printed([], in: folder)
        #expect(none.settings["data"] == ["./keyledger-data", "default"])
        #expect(none.settings["log_format"] == ["text", "default"])
    }

    @Test(
        arguments: [
            (#"{"listen": "0.0.0.0:1"}"#, "plaintext-behind-proxy"),
            (#"{"gateway_listen": "[::]:1"}"#, "plaintext-behind-proxy"),
            (#"{"listen": "nowhere"}"#, "host:port"), (#"{"tls_cert": "a.pem"}"#, "--tls-key"),
            (#"{"lisen": "127.0.0.1:1"}"#, "lisen"), (#"{"listen": 8640}"#, "wrong kind"),
            (#"{"log_format": "xml"}"#, "text or json"),
            (#"{"plaintext_behind_proxy": "perhaps"}"#, "true or false"),
            ("[]", "no JSON object"), ("{", "no JSON object"),
        ])
    func `A file that cannot be meant so starts no server`(text: String, words: String) async throws
    {
        let folder = try TestFolder()
        let file = folder.path("config.json")
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        for command in [["config", "print"], ["serve", "--data", folder.path("data")]] {
            let output = try await Program.run(command + ["--config", file], in: folder)
            #expect(output.ending == .exit(2), "\(output)")
            #expect(output.messages.contains(words), "\(output.messages)")
        }
        #expect(!FileManager.default.fileExists(atPath: folder.path("data")))
    }

    @Test func `A server goes by the environment, as a container or unit sets it`() async throws {
        let folder = try TestFolder()
        let process = try ProgramProcess(
            ["serve"],
            environment: [
                "KEYLEDGER_DATA": folder.path("elsewhere"), "KEYLEDGER_LISTEN": "127.0.0.1:0",
            ], in: folder)
        let server = try await Server(whenListening: process)
        #expect(FileManager.default.fileExists(atPath: folder.path("elsewhere/log")))
        #expect(await server.terminate() == .done)
    }
}
