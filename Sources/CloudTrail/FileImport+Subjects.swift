import LedgerCore
import LedgerService

/// What a usage line is about is in the ledger before the line: tenant, key, principal.
///
/// Each is looked for in the newest view, which shows all that this run was answered. The ids of
/// the commands let a second run that is quicker win.
extension FileImport {
    /// Makes the tenant of a record, unless it is there.
    mutating func addTenant(of record: CloudTrailRecord) async throws(Rejection) {
        // Who writes an account id into a file shall not write into the ledger's own affairs.
        guard record.tenant != reservedTenant else { throw .idTaken(reservedTenant) }
        guard ledger.view.state.tenant(record.tenant) == nil else { return }
        var tenant = NewTenant(id: record.tenant)
        tenant.defaulted = ["profile", "time_zone"]
        report.newTenants += try await make(.createTenant(tenant), id: "tenant")
    }

    /// The line of a record, under its access key where it has one, else under its principal.
    ///
    /// A key stays with the tenant that it was imported for, and a key that was made here is
    /// nobody's access key. A call that names such a key is kept under its principal.
    mutating func line(of record: CloudTrailRecord) async throws(Rejection) -> UsageLine {
        var line = UsageLine(record)
        if let key = record.accessKeyID {
            if try await addKey(key, of: record) {
                line.key = key
                return line
            }
            note(
                code: "key_elsewhere",
                detail: "The id of the access key is that of another key here, so the call was "
                    + "recorded under its principal; look at both.",
                recordIndex: record.recordIndex)
        }
        if let externalID = record.principalExternalID {
            line.principal = try await addPrincipal(
                externalID, name: record.principalName,
                kind: record.principalIsService ? .service : .person, of: record)
        }
        return line
    }

    /// Imports a key at its first sight in a record, unless it is there.
    /// - Returns: whether it is an imported key of the record's tenant.
    mutating func addKey(
        _ id: String, of record: CloudTrailRecord
    ) async throws(Rejection) -> Bool {
        if ledger.view.state.key(id) == nil {
            try await importKey(id, owner: nil, of: record, commandID: "key:\(id)")
        }
        return isImported(id, for: record.tenant)
    }

    /// - Returns: how many entries it came to.
    @discardableResult
    mutating func importKey(
        _ id: String, owner: String?, of record: CloudTrailRecord, commandID: String
    ) async throws(Rejection) -> Int {
        let key = ImportedKey(
            id: id, tenant: record.tenant, owner: owner, origin: "unknown", name: nil)
        let entries = try await make(.importKey(key), id: commandID, time: record.time)
        report.newKeys += entries
        return entries
    }

    func isImported(_ id: String, for tenant: String) -> Bool {
        let state = ledger.view.state
        guard let key = state.key(id) else { return false }
        return key.secrets.isEmpty && state.tenants[key.tenant].id == tenant
    }

    /// Adds a principal, unless it is there.
    /// - Parameter externalID: what AWS calls it; kept as a personal value only.
    /// - Returns: its id.
    func addPrincipal(
        _ externalID: String, name: String?, kind: PrincipalKind, of record: CloudTrailRecord
    ) async throws(Rejection) -> String {
        let view = ledger.view
        let id = view.pseudonym("prn_", of: externalID, in: record.tenant)
        guard view.state.principal(id, tenant: record.tenant) == nil else { return id }
        var personal = PersonalValues()
        personal.externalID = externalID
        personal.name = name
        let principal = NewPrincipal(
            tenant: record.tenant, id: id, kind: kind, role: .member, personal: personal)
        _ = try await make(
            .addPrincipal(principal), id: "principal:\(id)", time: record.time)
        return id
    }

    /// Carries out a command that makes something; where somebody made it meanwhile, that is as
    /// good.
    /// - Returns: how many entries it came to.
    private func make(
        _ action: Action, id: String, time: Int64? = nil
    ) async throws(Rejection) -> Int {
        do throws(Rejection) {
            return try await execute(action, id: id, time: time)
        } catch {
            guard case .idTaken = error else { throw error }
            return 0
        }
    }

    /// - Returns: how many entries the command came to; none, where it was carried out before.
    func execute(
        _ action: Action, id: String, time: Int64?
    ) async throws(Rejection) -> Int {
        let command = Command(
            caller: caller, action: action, id: CommandID(source: cloudTrailSource, id: id),
            time: time.map { Timestamp(microseconds: $0) })
        return try await ledger.execute(command).entries.count
    }
}
