import JSONText
import LedgerCore

extension PersonalValues {
    /// Reads the canonical form back.
    /// - Returns: nil where the bytes are not that form of any values.
    init?(canonical: [UInt8]) {
        self.init()
        do throws(JSONFault) {
            try read(canonical)
        } catch {
            return nil
        }
        // So nothing is accepted that this form would not say, nor in another way.
        guard self.canonical == canonical else { return nil }
    }

    private mutating func read(_ document: [UInt8]) throws(JSONFault) {
        var reader = try JSONReader(document[...], depthMax: 1)
        try reader.beginObject()
        while let name = try reader.nextName() {
            let value = try reader.string()
            switch String(decoding: name, as: UTF8.self) {
            case "email": email = value
            case "external_id": externalID = value
            case "filters": filters = value
            case "ip": ip = value
            case "name": self.name = value
            case "reason": reason = value
            case "user_agent": userAgent = value
            default: break
            }
        }
        try reader.finish()
    }
}
