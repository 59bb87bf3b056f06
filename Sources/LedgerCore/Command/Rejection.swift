/// Why a command was refused. Nothing was recorded and nothing is lost.
///
/// In order of precedence: what does not exist for the caller is said before what is wrong with the
/// request, and that before what the state does not allow.
package enum Rejection: Error, Sendable, Equatable {
    case tenantNotFound
    case principalNotFound
    case keyNotFound
    case backfillNotFound
    case decisionNotFound
    case scopeForbidden(String)
    /// The principal who acts has a lower role.
    case roleForbidden(needed: Role)
    case invalid(field: String, problem: String)
    case idTaken(String)
    case idConflict(sequence: UInt64)
    case tokenTaken
    case keyFinal(KeyStatus)
    case lastAdminKey
    case tenantClosed
    case timeTooOld(days: Int64)
    case timeTooEarly
    case busy
    case clockSuspect
    case diskLow
    case stopping

    /// The stable code of answers and metrics.
    package var code: String {
        switch self {
        case .tenantNotFound: "tenant_not_found"
        case .principalNotFound: "principal_not_found"
        case .keyNotFound: "key_not_found"
        case .backfillNotFound: "backfill_not_found"
        case .decisionNotFound: "decision_not_found"
        case .scopeForbidden: "scope_forbidden"
        case .roleForbidden: "role_forbidden"
        case .invalid: "invalid_field"
        case .idTaken: "id_taken"
        case .idConflict: "id_conflict"
        case .tokenTaken: "token_taken"
        case .keyFinal(.deleted): "key_deleted"
        case .keyFinal: "key_revoked"
        case .lastAdminKey: "last_admin_key"
        case .tenantClosed: "tenant_closed"
        case .timeTooOld: "time_too_old"
        case .timeTooEarly: "time_in_future"
        case .busy: "busy"
        case .clockSuspect: "clock_suspect"
        case .diskLow: "disk_low"
        case .stopping: "stopping"
        }
    }

    /// What is wrong and what to do about it, in one sentence.
    package var sentence: String {
        switch self {
        case .tenantNotFound: "There is no such tenant; create it first or check its id."
        case .principalNotFound:
            "There is no such principal in this tenant; add it first or check its id."
        case .keyNotFound: "There is no such key; check its id."
        case .backfillNotFound: "There is no such open backfill; open one first or check its id."
        case .decisionNotFound:
            "That sequence is no admitted call of yours; send the sequence that consume answered."
        case .scopeForbidden(let scope):
            "This needs the scope \(scope); use a credential that holds it."
        case .roleForbidden(let role):
            "This needs the role \(role.rawValue) in the tenant; ask somebody who has it."
        case .invalid(let field, let problem): "The field \(field) \(problem)."
        case .idTaken(let id): "The id \(id) is taken; choose another."
        case .idConflict(let sequence):
            "The id was used before with other content, in entry \(sequence); send the same content or a new id."
        case .tokenTaken: "That token belongs to a key already; mint another."
        case .keyFinal(.deleted): "The key is deleted for good; create another."
        case .keyFinal: "The key is revoked for good; create another."
        case .lastAdminKey: "This is the last admin key; create another before you end this one."
        case .tenantClosed: "The tenant is closed; its entries can only be read."
        case .timeTooOld(let days):
            "The time lies more than \(days) days back; send it within a backfill."
        case .timeTooEarly: "The time lies more than 5 minutes ahead; check the sender's clock."
        case .busy: "The ledger is catching up; send it again in a few seconds."
        case .clockSuspect: "The machine's clock jumped; set it right, or accept it as an admin."
        case .diskLow: "The disk is almost full; free some space and send it again."
        case .stopping: "The ledger is stopping; send it again when it is back."
        }
    }
}
