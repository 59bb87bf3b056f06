import ArgumentParser
import Foundation
import LedgerText

/// The program `keyledger`.
@main
struct Keyledger: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keyledger",
        abstract: "The book of record for API keys: every key, every call, every cap, provable.",
        discussion: """
            Start a ledger with `keyledger serve`; it says what to do next.

            Commands talk to the server at KEYLEDGER_URL (http://127.0.0.1:8640 unless set) with \
            the credential in KEYLEDGER_TOKEN; KEYLEDGER_CA_CERT names a certificate to trust. \
            With --data DIR they open a data folder instead, one that no server holds.

            Completion for your shell (bash, zsh or fish):
              source <(keyledger --generate-completion-script bash)

            Answers go to stdout, messages to stderr; NO_COLOR turns styles off. Exit codes: 0 done, 1 refused or denied, \
            2 wrong usage, 3 server not reachable or not authorised, 4 damage found.
            """,
        groupedSubcommands: [
            CommandGroup(
                name: "Ledger",
                subcommands: [Serve.self, Initialize.self, Status.self, ConfigCommand.self]),
            CommandGroup(
                name: "Keys and callers",
                subcommands: [TenantCommand.self, PrincipalCommand.self, KeyCommand.self]),
            CommandGroup(
                name: "Calls", subcommands: [AuthorizeCommand.self, UsageCommand.self]),
            CommandGroup(
                name: "Evidence",
                subcommands: [AuditCommand.self, ImportCommand.self, VerifyCommand.self]),
            CommandGroup(
                name: "The data folder",
                subcommands: [RebuildCommand.self, BackupCommand.self, RestoreCommand.self]),
        ])

    static func main() async {
        Foundation.exit(await run(Array(CommandLine.arguments.dropFirst())).rawValue)
    }

    /// Runs one command line.
    static func run(_ arguments: [String]) async -> ExitStatus {
        do {
            var command = try await asyncParseAsRoot(arguments)
            if var waiting = command as? any AsyncParsableCommand {
                try await waiting.run()
            } else {
                try command.run()
            }
            return .ok
        } catch let failure as Failure {
            Console.note(failure.text)
            return failure.status
        } catch {
            return report(error)
        }
    }

    /// Shows what the argument parser threw: help and completion scripts are answers, too.
    private static func report(_ error: any Error) -> ExitStatus {
        let message = fullMessage(for: error)
        switch exitCode(for: error) {
        case .success:
            do throws(Failure) {
                try Console.write(message + "\n")
                return .ok
            } catch {
                return error.status
            }
        case .validationFailure:
            // The message repeats the arguments, which may hold text from outside.
            let lines = message.split(separator: "\n", omittingEmptySubsequences: false)
            Console.note(lines.map { Escape.terminal(String($0)) }.joined(separator: "\n"))
            return .usage
        default:
            Console.note(Failure(.refused, "The command failed: \(error).").text)
            return .refused
        }
    }
}
