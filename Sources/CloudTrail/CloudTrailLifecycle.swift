/// What a successful IAM call changed about an access key, to be recorded as an entry of its own.
package struct CloudTrailLifecycle: Equatable, Sendable {
    /// The kind of change.
    package enum Change: Equatable, Sendable {
        /// `CreateAccessKey`.
        case created
        /// `UpdateAccessKey` with status `Active`.
        case enabled
        /// `UpdateAccessKey` with status `Inactive`.
        case disabled
        /// `DeleteAccessKey`.
        case deleted
    }

    /// The kind of change.
    package let change: Change

    /// The id of the entry, `<eventID>/key`: the bare event id is that of the call.
    package let id: String

    /// The access key that changed, which is rarely the one that made the call.
    package let accessKeyID: String

    /// The user whose key it is; where the call names none, IAM means the caller.
    package let ownerName: String?
}
