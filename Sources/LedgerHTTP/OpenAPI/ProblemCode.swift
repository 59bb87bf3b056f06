import HTTPTypes

/// Every code that a problem document, or a refused usage line, can have: the one table of them.
/// `HTTP.md` prints it, the API document says which route answers which, and tests hold both and
/// the code against it.
package enum ProblemCode: String, CaseIterable, Sendable {
    case invalidField = "invalid_field"
    case unknownField = "unknown_field"
    case malformedJSON = "malformed_json"
    case duplicateName = "duplicate_name"
    case invalidUTF8 = "invalid_utf8"
    case tooDeep = "too_deep"
    case brokenBody = "broken_body"
    case badEncoding = "bad_encoding"
    case timeTooOld = "time_too_old"
    case timeInFuture = "time_in_future"
    case lineTooLong = "line_too_long"
    case badGzip = "bad_gzip"
    case badJSON = "bad_json"
    case noRecords = "no_records"
    case invalidToken = "invalid_token"
    case scopeForbidden = "scope_forbidden"
    case allTenantsNeeded = "all_tenants_needed"
    case roleForbidden = "role_forbidden"
    case originForbidden = "origin_forbidden"
    case loopbackOnly = "loopback_only"
    case notFound = "not_found"
    case tenantNotFound = "tenant_not_found"
    case principalNotFound = "principal_not_found"
    case keyNotFound = "key_not_found"
    case entryNotFound = "entry_not_found"
    case decisionNotFound = "decision_not_found"
    case backfillNotFound = "backfill_not_found"
    case methodNotAllowed = "method_not_allowed"
    case notAcceptable = "not_acceptable"
    case idTaken = "id_taken"
    case tokenTaken = "token_taken"
    case keyRevoked = "key_revoked"
    case keyDeleted = "key_deleted"
    case lastAdminKey = "last_admin_key"
    case tenantClosed = "tenant_closed"
    case noBackupRoot = "no_backup_root"
    case folderNotEmpty = "folder_not_empty"
    case tooLarge = "too_large"
    case unsupportedMediaType = "unsupported_media_type"
    case unsupportedEncoding = "unsupported_encoding"
    case hostForbidden = "host_forbidden"
    case idConflict = "id_conflict"
    case internalError = "internal_error"
    case damaged
    case newerVersion = "newer_version"
    case fileFailed = "file_failed"
    case storageFailed = "storage_failed"
    case cryptographyFailed = "cryptography_failed"
    case randomFailed = "random_failed"
    case busy
    case clockSuspect = "clock_suspect"
    case diskLow = "disk_low"
    case stopping

    /// The HTTP status that goes with it.
    package var status: Int {
        switch self {
        case .invalidField, .unknownField, .malformedJSON, .duplicateName, .invalidUTF8, .tooDeep,
            .brokenBody, .badEncoding, .timeTooOld, .timeInFuture,
            .lineTooLong, .badGzip, .badJSON, .noRecords:
            400
        case .invalidToken: 401
        case .scopeForbidden, .allTenantsNeeded, .roleForbidden, .originForbidden, .loopbackOnly:
            403
        case .notFound, .tenantNotFound, .principalNotFound, .keyNotFound, .entryNotFound,
            .decisionNotFound, .backfillNotFound:
            404
        case .methodNotAllowed: 405
        case .notAcceptable: 406
        case .idTaken, .tokenTaken, .keyRevoked, .keyDeleted, .lastAdminKey, .tenantClosed,
            .noBackupRoot, .folderNotEmpty:
            409
        case .tooLarge: 413
        case .unsupportedMediaType, .unsupportedEncoding: 415
        case .hostForbidden: 421
        case .idConflict: 422
        case .internalError, .damaged, .newerVersion, .fileFailed, .storageFailed,
            .cryptographyFailed, .randomFailed:
            500
        case .busy, .clockSuspect, .diskLow, .stopping: 503
        }
    }
}

extension ProblemCode {
    /// When it is answered, as a clause for the tables.
    package var meaning: String {
        switch self {
        case .invalidField: "a member, parameter or header, named in `field`, cannot be what it is"
        case .unknownField: "a member or parameter, named in `field`, is not known here"
        case .malformedJSON: "the body is not JSON of the kind that the route takes"
        case .duplicateName: "an object of the body has a name twice"
        case .invalidUTF8: "the body is not UTF-8 throughout"
        case .tooDeep: "the body nests more than 32 levels deep"
        case .brokenBody: "the body ended before it was whole"
        case .badEncoding: "the body is not what `Content-Encoding` says"
        case .timeTooOld: "the time of a usage line lies further back than the tenant takes"
        case .timeInFuture: "the time of a usage line lies more than 5 minutes ahead"
        case .lineTooLong: "a usage line is longer than 128 KiB"
        case .badGzip: "an imported file begins like gzip and is none, or is cut off"
        case .badJSON: "an imported file is not JSON"
        case .noRecords: "an imported file has no `Records`"
        case .invalidToken: "no credential, one that is not good, or two different ones"
        case .scopeForbidden: "the credential lacks a scope, or may not grant one"
        case .allTenantsNeeded:
            "the route is about the ledger as a whole, and the credential is not for all tenants"
        case .roleForbidden: "the role of who acts does not allow it"
        case .originForbidden: "a web page of another origin asks"
        case .loopbackOnly: "the route answers to this machine only"
        case .notFound: "there is nothing at the path"
        case .tenantNotFound: "the tenant is missing, or not the credential's to see"
        case .principalNotFound: "the principal is missing"
        case .keyNotFound: "the key is missing, or not the credential's to see"
        case .entryNotFound: "the entry is missing, or not the credential's to see"
        case .decisionNotFound: "`decision` is no admitted call of the sender"
        case .backfillNotFound: "there is no such open backfill"
        case .methodNotAllowed: "the path takes other methods, listed in `Allow`"
        case .notAcceptable: "the route writes none of what `Accept` lists"
        case .idTaken: "the id belongs to another thing"
        case .tokenTaken: "the token belongs to a key already"
        case .keyRevoked: "the key is revoked for good"
        case .keyDeleted: "the key is deleted for good"
        case .lastAdminKey: "it would end the last admin key"
        case .tenantClosed: "the tenant is closed"
        case .noBackupRoot: "the server was started without a folder for backups"
        case .folderNotEmpty: "there is something in the folder of that name"
        case .tooLarge: "the body is over its limit"
        case .unsupportedMediaType: "the route does not take that `Content-Type`"
        case .unsupportedEncoding: "the route does not take that `Content-Encoding`"
        case .hostForbidden: "the server is not known by the name in `Host`"
        case .idConflict: "the id was used before with other content"
        case .internalError: "an answer could not be written; a defect to report"
        case .damaged: "stored bytes are not what was written; see the operating document"
        case .newerVersion: "the folder holds what only a newer program knows"
        case .fileFailed: "the system refused an operation on a file"
        case .storageFailed: "LMDB refused an operation"
        case .cryptographyFailed: "libcrypto refused an operation"
        case .randomFailed: "the system gave no random bytes"
        case .busy: "the ledger is catching up"
        case .clockSuspect: "the machine's clock jumped"
        case .diskLow: "the disk is almost full"
        case .stopping: "the ledger is stopping"
        }
    }
}
