import Foundation
import LedgerTesting
import Testing

/// What the program says of itself.
@Suite struct HelpTests {
    /// Every command of the program by its words, the program itself with none.
    private static func commands(in folder: TestFolder) async throws -> [[String]] {
        let dump = try await Program.run(["--experimental-dump-help"], in: folder)
        let root = try dump.json["command"] ?? .null
        return commands(below: root, [])
    }

    private static func commands(below command: JSON, _ words: [String]) -> [[String]] {
        let own = (command["subcommands"]?.items ?? []).filter { $0["commandName"] != "help" }
        return [words]
            + own.flatMap { commands(below: $0, words + [$0["commandName"]?.text ?? ""]) }
    }

    @Test func `Every help page is the recorded one`() async throws {
        let folder = try TestFolder()
        let commands = try await Self.commands(in: folder)
        #expect(commands.count > 30)
        var names: Set<String> = []
        for words in commands {
            let page = try await Program.run(
                words + ["--help"], environment: ["COLUMNS": "100"], in: folder)
            #expect(page.ending == .done)
            let name = (["keyledger"] + words).joined(separator: "-") + ".txt"
            names.insert(name)
            let complaint = try Snapshot.complaint(
                Array(page.output.utf8), "snapshots/cli/\(name)")
            #expect(complaint == nil)
        }
        #expect(Set(try Snapshot.names(in: "snapshots/cli")) == names)
    }

    @Test func `Every command shows an example of its use`() async throws {
        let folder = try TestFolder()
        for words in try await Self.commands(in: folder) {
            let page = try await Program.run(words + ["--help"], in: folder).output
            guard !page.contains("<subcommand>") else { continue }
            #expect(page.contains("Example"), "\(words)")
            #expect(page.contains("keyledger " + words.joined(separator: " ")), "\(words)")
        }
    }

    @Test func `The completion script of bash is one that bash takes`() async throws {
        let folder = try TestFolder()
        let script = try await Program.run(["--generate-completion-script", "bash"], in: folder)
        #expect(script.ending == .done)
        let file = folder.path("completion")
        try script.output.write(toFile: file, atomically: true, encoding: .utf8)
        #expect(try await Tool.run("bash", ["-n", file], in: folder).ending == .done)
        let complete = """
            source \(file); COMP_WORDS=(keyledger key ro); COMP_CWORD=2; COMP_LINE='keyledger key ro'
            COMP_POINT=${#COMP_LINE}; _keyledger keyledger ro key; echo "${COMPREPLY[@]}"
            """
        let completed = try await Tool.run("bash", ["-c", complete], in: folder)
        #expect(completed.output == "rotate\n", "\(completed.messages)")
        for shell in ["zsh", "fish"] {
            let script = try await Program.run(["--generate-completion-script", shell], in: folder)
            #expect(script.output.contains("rotate"))
        }
    }
}
