import ArgumentParser
import CloudTrail
import Foundation
import LedgerText

/// `keyledger import …`
struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Take in the history that another system kept.",
        subcommands: [ImportCloudTrail.self])
}

/// `keyledger import cloudtrail`
struct ImportCloudTrail: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cloudtrail",
        abstract: "Take in CloudTrail log files, plain or .gz.",
        discussion: """
            Every record becomes one usage entry of the account's tenant, under the access key \
            that made the call; keys appear before their first use. Imported usage is never \
            billed. A run that was cut off is finished by the next one, and what is there already \
            is not taken in again.

            Example: keyledger import cloudtrail AWSLogs/
            """)

    @Argument(help: "Files, or folders with *.json and *.json.gz in them.", completion: .file())
    var paths: [String]

    @OptionGroup var options: APIOptions

    func run() async throws {
        let files: [String]
        do throws(CloudTrailError) {
            files = try CloudTrailPaths.expand(paths)
        } catch {
            throw Failure(.refused, error.description)
        }
        guard !files.isEmpty else {
            throw Failure(.refused, "There are no *.json or *.json.gz files in those folders.")
        }
        try await options.connection.withAPI { api in
            let summary: ImportSummary
            do throws(Failure) {
                summary = try await Self.send(files, to: api)
            } catch {
                throw Failure(
                    error.status,
                    error.sentence + " The same import again goes on where this one stopped.",
                    code: error.code)
            }
            try summary.show(options.output)
            if summary.failedFiles > 0 {
                let files = Number.counted(summary.failedFiles, "file")
                throw Failure(.refused, "\(files) not taken in.")
            }
        }
    }

    /// Sends the files one by one and commits at the end. A file that is refused stops no other.
    private static func send(
        _ files: [String], to api: any LedgerAPI
    ) async throws(Failure) -> ImportSummary {
        var summary = ImportSummary()
        var progress = ProgressDisplay("importing files")
        defer { progress.finish() }
        for (number, file) in files.enumerated() {
            guard let content = FileManager.default.contents(atPath: file) else {
                summary.add(
                    Failure(.refused, "The file cannot be read.", code: "unreadable_path"),
                    file: file)
                continue
            }
            var request = APIRequest(.post, ["import", "cloudtrail"], query: ["file": file])
            request.body = Array(content)
            let answer = try await api.send(request)
            if answer.status == 400 || answer.status == 413 {
                summary.add(Problem(answer).failure, file: file)
            } else {
                summary.add(try answer.accepted().decoded())
            }
            progress.update(done: number + 1, total: files.count)
        }
        let commit = APIRequest(.post, ["import", "cloudtrail"], query: ["commit": "true"])
        _ = try await api.send(commit).accepted()
        return summary
    }
}
