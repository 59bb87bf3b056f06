/// One JSON object of a record, read field by field so that a fault names the field it is about.
struct CloudTrailFields {
    /// The fields that the mapping reads, of the record and of the objects in it.
    enum Name: String, CodingKey {
        case accessKey, accessKeyId, accountId, arn, errorCode, eventID, eventName, eventSource
        case eventTime, invokedBy, principalId, recipientAccountId, requestParameters
        case responseElements, sessionContext, sessionIssuer, sourceIPAddress, status, type
        case userAgent, userIdentity, userName
    }

    private let container: KeyedDecodingContainer<Name>

    /// The path of this object in its record, ending in a full stop; empty for the record itself.
    private let path: String

    /// The fields of a record.
    init(record decoder: any Decoder) throws(CloudTrailFault) {
        do {
            self.init(container: try decoder.container(keyedBy: Name.self), path: "")
        } catch {
            throw .malformed("The record", expected: "a JSON object")
        }
    }

    private init(container: KeyedDecodingContainer<Name>, path: String) {
        self.container = container
        self.path = path
    }

    /// The path of a field from the record, for what is said about it.
    func fullName(_ name: Name) -> String {
        path + name.rawValue
    }

    /// The object in a field, nil where it is absent or null.
    func object(_ name: Name) throws(CloudTrailFault) -> CloudTrailFields? {
        do {
            guard container.contains(name), try !container.decodeNil(forKey: name) else {
                return nil
            }
            let object = try container.nestedContainer(keyedBy: Name.self, forKey: name)
            return CloudTrailFields(container: object, path: fullName(name) + ".")
        } catch {
            throw .malformed(fullName(name), expected: "a JSON object")
        }
    }

    /// The same where the mapping cannot do without it.
    func requiredObject(_ name: Name) throws(CloudTrailFault) -> CloudTrailFields {
        guard let object = try object(name) else { throw .missing(fullName(name)) }
        return object
    }

    /// The text in a field whatever its length, nil where it is absent, null or empty.
    func text(_ name: Name) throws(CloudTrailFault) -> String? {
        do {
            guard let text = try container.decodeIfPresent(String.self, forKey: name),
                !text.isEmpty
            else { return nil }
            return text
        } catch {
            throw .malformed(fullName(name), expected: "a text")
        }
    }

    /// The text in a field, at most `CloudTrailLimits.identifierBytesMax` long.
    func identifier(_ name: Name) throws(CloudTrailFault) -> String? {
        guard let text = try text(name) else { return nil }
        return try text.boundedAsIdentifier(fullName(name))
    }

    /// The same where the mapping cannot do without it.
    func requiredIdentifier(_ name: Name) throws(CloudTrailFault) -> String {
        guard let text = try identifier(name) else { throw .missing(fullName(name)) }
        return text
    }

    /// The text in a field, at most `CloudTrailLimits.nameCharactersMax` long.
    func name(_ name: Name) throws(CloudTrailFault) -> String? {
        guard let text = try text(name) else { return nil }
        let charactersMax = CloudTrailLimits.nameCharactersMax
        guard text.count <= charactersMax else {
            throw .tooLong(fullName(name), limit: "\(charactersMax) characters")
        }
        return text
    }
}

extension String {
    /// This text if the ledger keeps ids that long, else the fault of the field called `name`.
    func boundedAsIdentifier(_ name: String) throws(CloudTrailFault) -> String {
        let bytesMax = CloudTrailLimits.identifierBytesMax
        guard utf8.count <= bytesMax else { throw .tooLong(name, limit: "\(bytesMax) bytes") }
        return self
    }
}
