import ArgumentParser
import Foundation

/// Where the ledger is that a command talks to.
struct ConnectionOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The server to talk to. (default: KEYLEDGER_URL, else http://127.0.0.1:8640)"))
    var url: String?

    @Option(
        help: ArgumentHelp(
            "Trust this certificate (PEM) beside the system's. (default: KEYLEDGER_CA_CERT)",
            valueName: "file"),
        completion: .file())
    var caCert: String?

    @Option(
        help: ArgumentHelp(
            "Open this data folder instead; no server may hold it.", valueName: "dir"),
        completion: .directory)
    var data: String?

    func validate() throws {
        if url != nil, data != nil {
            throw ValidationError("Give --url or --data, not both: one ledger at a time.")
        }
    }

    /// Opens the ledger for as long as `body` runs.
    func withAPI<Result>(
        _ body: (any LedgerAPI) async throws -> Result
    ) async throws -> Result {
        let api: any LedgerAPI
        if let data {
            api = try FolderAPI.open(at: data)
        } else {
            let environment = ProcessInfo.processInfo.environment
            api = try RemoteAPI(
                url: url ?? environment["KEYLEDGER_URL"] ?? RemoteAPI.defaultURL,
                token: environment["KEYLEDGER_TOKEN"],
                caCertificate: caCert ?? environment["KEYLEDGER_CA_CERT"])
        }
        let result: Result
        do {
            result = try await body(api)
        } catch {
            await api.close()
            throw error
        }
        await api.close()
        return result
    }
}
