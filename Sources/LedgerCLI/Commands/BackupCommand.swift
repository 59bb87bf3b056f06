import ArgumentParser
import LedgerService

/// `keyledger backup`
struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copy the ledger as it is now, while it runs.",
        discussion: """
            The running server makes the backup on its own machine, in a new folder of that name \
            below its --backup-root. With --data the folder is any new one, and no server may hold \
            the ledger. Segments are second names of the same files where the disk is the same: \
            copy the folder to another machine.

            Personal values open only with the file keys of the backup. To carry an erasure into \
            older backups, put a newer keys file in the place of theirs.

            Example: keyledger backup monday
            """)

    @Argument(help: "The new folder.", completion: .directory)
    var folder: String

    @OptionGroup var options: APIOptions

    func run() async throws {
        guard let data = options.connection.data else {
            let request = APIRequest(.post, ["backups"], json: ["folder": .string(folder)])
            return try await options.show(request, as: BackupAnswer.self)
        }
        let ledger = try Failure.converting { () throws(LedgerError) in
            try Ledger.open(at: data)
        }
        let made: BackupAnswer
        do throws(LedgerError) {
            made = BackupAnswer(try ledger.backUp(to: folder), folder: folder)
        } catch {
            await ledger.close()
            throw Failure(error)
        }
        await ledger.close()
        try options.output.show(made.details, json: made.json)
    }
}
