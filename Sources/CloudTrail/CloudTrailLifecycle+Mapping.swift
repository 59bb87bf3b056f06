extension CloudTrailLifecycle {
    /// The change that a successful call made to an access key; nil where the operation makes none.
    init?(
        operation: String, eventID: String, record: CloudTrailFields, identity: CloudTrailFields?
    ) throws(CloudTrailFault) {
        let key: CloudTrailFields
        let change: Change
        switch operation {
        case "iam:CreateAccessKey":
            key = try record.requiredObject(.responseElements).requiredObject(.accessKey)
            change = .created
        case "iam:UpdateAccessKey":
            key = try record.requiredObject(.requestParameters)
            change = try Self.statusChange(key)
        case "iam:DeleteAccessKey":
            key = try record.requiredObject(.requestParameters)
            change = .deleted
        default:
            return nil
        }
        self.change = change
        id = try "\(eventID)/key".boundedAsIdentifier("eventID with /key")
        accessKeyID = try key.requiredIdentifier(.accessKeyId)
        if let name = try key.name(.userName) {
            ownerName = name
        } else {
            ownerName = try identity?.name(.userName)
        }
    }

    private static func statusChange(
        _ parameters: CloudTrailFields
    ) throws(CloudTrailFault) -> Change {
        switch try parameters.requiredIdentifier(.status) {
        case "Active": .enabled
        case "Inactive": .disabled
        default: throw .malformed(parameters.fullName(.status), expected: "Active or Inactive")
        }
    }
}
