import LedgerCore
import LedgerService

/// The changes of keys that calls made, each an entry of its own.
extension FileImport {
    /// Appends a change, unless the key is so already or is gone for good. A change that is refused
    /// is reported; its call is recorded all the same.
    mutating func carryOut(
        _ lifecycle: CloudTrailLifecycle, of record: CloudTrailRecord
    ) async throws(Rejection) {
        do throws(Rejection) {
            if lifecycle.change == .created, ledger.view.state.key(lifecycle.accessKeyID) == nil {
                try await create(lifecycle, of: record)
            } else if try await addKey(lifecycle.accessKeyID, of: record) {
                try await change(lifecycle, of: record)
            } else {
                note(
                    code: "key_elsewhere",
                    detail: "The access key that the call changed has the id of another key here, "
                        + "which was left as it is; look at both.",
                    recordIndex: record.recordIndex)
            }
        } catch {
            try note(error, recordIndex: record.recordIndex)
        }
    }

    private mutating func create(
        _ lifecycle: CloudTrailLifecycle, of record: CloudTrailRecord
    ) async throws(Rejection) {
        var owner: String?
        if let name = lifecycle.ownerName {
            owner = try await addPrincipal(
                record.externalID(ofUser: name), name: name, kind: .person, of: record)
        }
        report.lifecycle += try await importKey(
            lifecycle.accessKeyID, owner: owner, of: record, commandID: lifecycle.id)
    }

    private mutating func change(
        _ lifecycle: CloudTrailLifecycle, of record: CloudTrailRecord
    ) async throws(Rejection) {
        guard let key = ledger.view.state.key(lifecycle.accessKeyID), !key.status.isFinal else {
            return
        }
        let action: Action
        switch lifecycle.change {
        case .created: return
        case .enabled where key.status == .active: return
        case .disabled where key.status == .disabled: return
        case .enabled: action = .enableKey(key.id)
        case .disabled: action = .disableKey(key.id)
        case .deleted: action = .deleteKey(key.id)
        }
        // Files come in any order; what was so earlier must not undo what was so later. Only the
        // deletion is for ever, whenever it comes.
        guard lifecycle.change == .deleted || record.time >= key.statusAt.microseconds else {
            note(
                code: "key_changed_later",
                detail: "The ledger knows the key's state at a later time, which was left as it "
                    + "is; import older files before newer ones.",
                recordIndex: record.recordIndex)
            return
        }
        report.lifecycle += try await execute(action, id: lifecycle.id, time: record.time)
    }
}

extension CloudTrailRecord {
    /// The ARN of an IAM user of the caller's account, by name. It is what CloudTrail calls that
    /// user elsewhere, unless the user has a path: that is said only of the caller.
    fileprivate func externalID(ofUser name: String) -> String {
        let caller = principalExternalID ?? ""
        if name == principalName, caller.contains(":user/") { return caller }
        let parts = caller.split(separator: ":", maxSplits: 2)
        let partition = parts.count == 3 && parts[0] == "arn" ? parts[1] : "aws"
        return "arn:\(partition):iam::\(tenant):user/\(name)"
    }
}
