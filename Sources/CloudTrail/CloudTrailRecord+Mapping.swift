import Glibc

extension CloudTrailRecord {
    /// Maps one element of `Records`. The fields are those of CloudTrail's record contents, event
    /// version 1.11; fields that are not needed are not looked at, whatever they hold.
    init(from decoder: any Decoder) throws(CloudTrailFault) {
        let record = try CloudTrailFields(record: decoder)
        let identity = try record.object(.userIdentity)

        eventID = try record.requiredIdentifier(.eventID)
        guard let time = CloudTrailTime.microseconds(try record.requiredIdentifier(.eventTime))
        else { throw .badTime(record.fullName(.eventTime)) }
        self.time = time

        tenant = try Self.tenant(record, identity)
        accessKeyID = try identity?.identifier(.accessKeyId)
        principalExternalID = try identity.flatMap(Self.principalExternalID)
        principalName = try identity.flatMap(Self.principalName)
        // IAM keeps this beginning for the roles of services.
        principalIsService =
            try identity?.identifier(.type) == "AWSService"
            || principalName?.hasPrefix("AWSServiceRoleFor") == true

        let source = try record.requiredIdentifier(.eventSource)
        let event = try record.requiredIdentifier(.eventName)
        operation = try "\(Self.service(source)):\(event)".boundedAsIdentifier("The operation")

        let address = try record.identifier(.sourceIPAddress)
        (ip, client) = address.map(Self.isIP) == true ? (address, nil) : (nil, address)
        userAgent = try record.text(.userAgent)?.cut(
            toBytes: CloudTrailLimits.userAgentBytesMax)

        let errorCode = try record.identifier(.errorCode)
        outcome = Self.outcome(errorCode)
        lifecycle =
            errorCode == nil
            ? try CloudTrailLifecycle(
                operation: operation, eventID: eventID, record: record, identity: identity)
            : nil
    }

    /// The caller's account, except for anonymous callers: they all share one placeholder, and what
    /// they did belongs to the account that received the event.
    private static func tenant(
        _ record: CloudTrailFields, _ identity: CloudTrailFields?
    ) throws(CloudTrailFault) -> String {
        if let account = try identity?.identifier(.accountId), account != "ANONYMOUS_PRINCIPAL" {
            return account
        }
        return try record.requiredIdentifier(.recipientAccountId)
    }

    private static func principalExternalID(
        _ identity: CloudTrailFields
    ) throws(CloudTrailFault) -> String? {
        for name in [CloudTrailFields.Name.arn, .principalId, .invokedBy, .type] {
            if let id = try identity.identifier(name) { return id }
        }
        return nil
    }

    private static func principalName(
        _ identity: CloudTrailFields
    ) throws(CloudTrailFault) -> String? {
        if let name = try identity.name(.userName) { return name }
        return try identity.object(.sessionContext)?.object(.sessionIssuer)?.name(.userName)
    }

    private static func service(_ source: String) -> Substring {
        let domain = ".amazonaws.com"
        return source.hasSuffix(domain) ? source.dropLast(domain.count) : source[...]
    }

    /// EC2 puts `Client.` before the codes that other services write bare; it is kept in the code.
    private static func outcome(_ errorCode: String?) -> Outcome {
        guard let errorCode else { return .allowed(code: nil) }
        let prefix = "Client."
        let bare = errorCode.hasPrefix(prefix) ? errorCode.dropFirst(prefix.count) : errorCode[...]
        let refusals = ["AccessDenied", "Unauthorized", "Forbidden"]
        return refusals.contains(where: bare.hasPrefix)
            ? .denied(code: errorCode) : .allowed(code: errorCode)
    }

    private static func isIP(_ text: String) -> Bool {
        // C would stop reading at a NUL and take what precedes it for the whole text.
        guard !text.utf8.contains(0) else { return false }
        var address = in6_addr()
        return unsafe inet_pton(AF_INET, text, &address) == 1
            || inet_pton(AF_INET6, text, &address) == 1
    }
}

extension String {
    /// The longest beginning of at most `bytesMax` UTF-8 bytes that splits no Unicode scalar.
    fileprivate func cut(toBytes bytesMax: Int) -> String {
        guard utf8.count > bytesMax else { return self }
        var end = utf8.index(utf8.startIndex, offsetBy: bytesMax)
        while UTF8.isContinuation(utf8[end]) { end = utf8.index(before: end) }
        return String(decoding: utf8[..<end], as: UTF8.self)
    }
}
