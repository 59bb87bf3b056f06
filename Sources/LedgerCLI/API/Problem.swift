/// A refusal as the API writes it: problem+json (RFC 9457) with a stable code.
struct Problem: Decodable {
    var status: Int?
    var title: String?
    var detail: String?
    var code: String?

    /// Reads a refusal; an answer that is no problem document still says its status.
    init(_ answer: APIAnswer) {
        do throws(Failure) {
            self = try answer.decoded()
        } catch {
            title = "The server answered \(answer.status) without a reason"
        }
        status = answer.status
    }

    var failure: Failure {
        let isAuthorisation = status == 401 || status == 403
        let sentence = detail ?? title ?? "The server refused."
        guard status == 401 else {
            return Failure(isAuthorisation ? .unreachable : .refused, sentence, code: code)
        }
        return Failure(
            .unreachable, sentence + " Put a good credential in KEYLEDGER_TOKEN.", code: code)
    }
}
