extension Deciding {
    /// Opens the import of a tenant, unless one is open: then that one goes on.
    mutating func openImport(_ tenant: String, _ id: String) throws(Rejection) {
        let tenant = try visibleTenant(tenant)
        try checkManaging(tenant.id)
        try Checks.id(id, "id")
        guard !tenant.isClosed else { throw .tenantClosed }
        guard tenant.openImport == nil else { return }
        guard state.backfill(id) == nil else { throw .idTaken(id) }
        var payload = BackfillOpened()
        payload.backfill = id
        payload.kind = .imported
        drafts.add(.backfillOpened(payload), tenant: tenant.id, id: command.id)
    }

    mutating func commitBackfill(_ id: String) throws(Rejection) {
        guard let backfill = state.backfill(id) else { throw .backfillNotFound }
        let tenant = state.tenants[backfill.tenant].id
        guard command.caller.tenants.contains(tenant), backfill.status != .reverted else {
            throw .backfillNotFound
        }
        try checkManaging(tenant)
        guard backfill.status == .open else { return }
        var payload = BackfillCommitted()
        payload.backfill = id
        payload.records = backfill.records
        drafts.add(.backfillCommitted(payload), tenant: tenant, id: command.id)
    }
}
