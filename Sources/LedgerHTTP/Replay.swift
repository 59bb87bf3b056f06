import HTTPTypes
import LedgerCore
import LedgerService

typealias HTTPStatus = HTTPResponse.Status

extension Receipt {
    /// The entry that carried out the same command before; nil where this was the first time.
    func original() throws(APIError) -> Entry? {
        guard let duplicateOf else { return nil }
        do throws(LedgerError) {
            return try view.entry(at: duplicateOf)
        } catch {
            throw APIError(error)
        }
    }
}

extension Answer {
    /// The answer to a command, told apart where it only repeats one that was given before: 200
    /// where that was 201, and a header that says so.
    func marking(_ receipt: Receipt) -> Answer {
        guard receipt.duplicateOf != nil else { return self }
        var answer = self
        if status == .created { answer.status = .ok }
        answer.headers[.idempotentReplayed] = "true"
        return answer
    }
}
