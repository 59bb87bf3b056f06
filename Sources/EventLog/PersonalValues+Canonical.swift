import FoundationEssentials
import LedgerCore

extension PersonalValues {
    /// Reads the canonical form back.
    /// - Returns: nil where the bytes are not that form of any values.
    init?(canonical: [UInt8]) {
        guard
            let document = try? JSONDecoder().decode(Document.self, from: Data(canonical))
        else { return nil }
        self.init()
        email = document.email
        externalID = document.external_id
        filters = document.filters
        ip = document.ip
        name = document.name
        reason = document.reason
        userAgent = document.user_agent
        guard self.canonical == canonical else { return nil }
    }

    /// The members as they are named in the canonical form.
    private struct Document: Decodable {
        var email: String?
        var external_id: String?
        var filters: String?
        var ip: String?
        var name: String?
        var reason: String?
        var user_agent: String?
    }
}
