/// One call from a CloudTrail file in the words of the ledger: what a usage record of it will say.
///
/// Texts are as CloudTrail wrote them (a user agent may carry a token): the ledger redacts them.
package struct CloudTrailRecord: Equatable, Sendable {
    /// How the call ended.
    package enum Outcome: Equatable, Sendable {
        /// The call was let through; `code` is the service's own error, nil where it succeeded.
        case allowed(code: String?)
        /// The call was refused for lack of permission, with CloudTrail's `errorCode`.
        case denied(code: String)
    }

    /// The place of the record in its file's `Records`, from 0.
    package internal(set) var recordIndex = 0

    /// CloudTrail's id of the event, the id of the usage record.
    package let eventID: String

    /// When the call was completed: microseconds since 1970-01-01T00:00:00Z.
    package let time: Int64

    /// The caller's account, else the account that received the event.
    package let tenant: String

    /// The access key that signed the call, long-lived or temporary; nil where there was none.
    package let accessKeyID: String?

    /// Who called: ARN, else principal id, else the calling service, else the kind of identity.
    package let principalExternalID: String?

    /// The caller's user name, else the name of the role or user that issued the session.
    package let principalName: String?

    /// Whether an AWS service called, by itself or in the role that is linked to it.
    package let principalIsService: Bool

    /// `service:event`, for example `s3:GetBucketAcl`.
    package let operation: String

    /// The IPv4 or IPv6 address the call came from; never set together with `client`.
    package let ip: String?

    /// What CloudTrail names instead of an address: the host name of a service, or `AWS Internal`.
    package let client: String?

    /// The caller's user agent, cut to `CloudTrailLimits.userAgentBytesMax`.
    package let userAgent: String?

    /// How the call ended.
    package let outcome: Outcome

    /// The change to an access key that this call made; nil for every other call.
    package let lifecycle: CloudTrailLifecycle?
}
