import LedgerHTTP
import LedgerService

/// The API of a ledger that this process opens itself, as the operator.
struct FolderAPI: LedgerAPI {
    private let ledger: Ledger
    private let api: LocalAPI

    /// - Throws: where there is no ledger, or a server holds it.
    static func open(at path: String) throws(Failure) -> FolderAPI {
        let ledger = try Failure.converting { () throws(LedgerError) in
            try Ledger.open(at: path)
        }
        return FolderAPI(ledger: ledger, api: LocalAPI(ledger: ledger))
    }

    func send(_ request: APIRequest) async throws(Failure) -> APIAnswer {
        let answer = await api.send(
            request.method.rawValue, request.path, query: request.query,
            headers: Dictionary(uniqueKeysWithValues: request.headers), body: request.body)
        return APIAnswer(
            status: answer.status, sequence: answer.headers[APIAnswer.sequenceHeader],
            retryAfter: answer.headers[APIAnswer.retryHeader], body: answer.body)
    }

    func close() async { await ledger.close() }
}
