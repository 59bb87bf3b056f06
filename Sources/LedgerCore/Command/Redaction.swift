/// Keeps secrets out of recorded text. What looks like a token is replaced in free text, and
/// refused where it is an id.
///
/// Callers put tokens into user agents, URLs and names by mistake; the log would keep them for
/// ever.
package enum Redaction {
    private static let formats = [TokenFormat.native]

    /// `text` with everything that looks like a token replaced by `[secret]`.
    package static func cleaned(_ text: String) -> String {
        formats.reduce(text) { $1.redacting($0) }
    }

    static func cleaned(_ text: String?) -> String? { text.map { cleaned($0) } }

    /// An operation without the query and fragment of a URL, which belong to the client.
    static func operation(_ text: String) -> String {
        let bytes = text.utf8Span.span
        let end = bytes.indices.first {
            bytes[$0] == UInt8(ascii: "?") || bytes[$0] == UInt8(ascii: "#")
        }
        return cleaned(end.map { String(Substring(text.utf8.prefix($0))) } ?? text)
    }

    /// The start of a name that came from outside, as a refusal repeats it.
    package static func shownName(_ name: String) -> String {
        String(cleaned(name).prefix(Limits.meterNameBytes))
    }

    static func holdsToken(_ text: String) -> Bool { cleaned(text) != text }
}

extension PersonalValues {
    var cleaned: PersonalValues {
        var values = self
        values.email = Redaction.cleaned(email)
        values.externalID = Redaction.cleaned(externalID)
        values.filters = Redaction.cleaned(filters)
        values.ip = Redaction.cleaned(ip)
        values.name = Redaction.cleaned(name)
        values.reason = Redaction.cleaned(reason)
        values.userAgent = Redaction.cleaned(userAgent)
        return values
    }
}

extension AuthorizeRequest {
    var cleaned: AuthorizeRequest {
        var request = self
        request.clean()
        return request
    }

    mutating func clean() {
        operation = Redaction.operation(operation)
        client = Redaction.cleaned(client)
        transport = Redaction.cleaned(transport)
        traceID = Redaction.cleaned(traceID)
    }
}
