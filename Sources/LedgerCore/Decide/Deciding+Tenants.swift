extension Deciding {
    mutating func create(_ tenant: NewTenant) throws(Rejection) {
        try Checks.id(tenant.id, "id")
        guard command.caller.tenants.contains(tenant.id) else { throw .tenantNotFound }
        try checkManaging(tenant.id)
        guard state.tenant(tenant.id) == nil else { throw .idTaken(tenant.id) }
        try check(
            profile: tenant.profile, timeZone: tenant.timeZone, tier: tenant.tier,
            lateDays: tenant.lateDays)
        try Checks.caps(tenant.caps)
        var payload = TenantCreated()
        payload.profile = tenant.profile
        payload.timeZone = tenant.timeZone
        payload.tier = tenant.tier
        payload.caps = tenant.caps
        payload.lateDays = tenant.lateDays ?? Limits.lateDays
        drafts.add(
            .tenantCreated(payload), tenant: tenant.id, id: command.id,
            defaulted: tenant.defaulted + (tenant.lateDays == nil ? ["late_days"] : []))
    }

    mutating func update(_ id: String, _ changes: TenantChanges) throws(Rejection) {
        let tenant = try visibleTenant(id)
        guard id != reservedTenant else { throw .tenantNotFound }
        try checkManaging(id)
        try check(
            profile: changes.profile, timeZone: changes.timeZone, tier: changes.tier,
            lateDays: changes.lateDays)
        if let caps = changes.caps { try Checks.caps(caps) }
        var payload = TenantUpdated()
        payload.profile = changes.profile == tenant.profile ? nil : changes.profile
        payload.timeZone = changes.timeZone == tenant.timeZone ? nil : changes.timeZone
        payload.tier = changes.tier == tenant.tier ? nil : changes.tier
        payload.caps = changes.caps == tenant.caps ? nil : changes.caps
        payload.lateDays = changes.lateDays == tenant.lateDays ? nil : changes.lateDays
        guard payload != TenantUpdated() else { return }
        drafts.add(.tenantUpdated(payload), tenant: id, id: command.id)
    }

    private func check(
        profile: String?, timeZone: String?, tier: String?, lateDays: Int64?
    ) throws(Rejection) {
        if let profile, profile != "native" {
            throw .invalid(field: "profile", problem: "must be native, the only profile there is")
        }
        if let timeZone, !context.calendar.isKnown(timeZone: timeZone) {
            throw .invalid(
                field: "time_zone",
                problem: "must be a name of the IANA zone database, such as Europe/Berlin")
        }
        if let tier { try Checks.id(tier, "tier") }
        if let lateDays, !(0...Limits.lateDays).contains(lateDays) {
            throw .invalid(field: "late_days", problem: "must be 0 to \(Limits.lateDays)")
        }
    }
}

extension Deciding {
    mutating func add(_ principal: NewPrincipal) throws(Rejection) {
        _ = try visibleTenant(principal.tenant)
        try checkManaging(principal.tenant, principalWith: principal.role)
        try Checks.id(principal.id, "id")
        try Checks.label(principal.personal.name, "name")
        try Checks.optionalText(principal.personal.email, "email")
        try Checks.optionalText(principal.personal.externalID, "external_id", bytes: 2048)
        guard state.principal(principal.id, tenant: principal.tenant) == nil else {
            throw .idTaken(principal.id)
        }
        var payload = PrincipalAdded()
        payload.principal = principal.id
        payload.kind = principal.kind
        payload.role = principal.role
        drafts.add(
            .principalAdded(payload), tenant: principal.tenant, time: command.time, id: command.id,
            personal: principal.personal, holder: principal.id)
    }

    mutating func update(
        _ tenant: String, _ id: String, _ changes: PrincipalChanges
    ) throws(Rejection) {
        let principal = try visiblePrincipal(tenant, id)
        try checkManaging(tenant, principalWith: max(principal.role, changes.role ?? .member))
        try Checks.label(changes.name, "name")
        try Checks.optionalText(changes.email, "email")
        if changes.name != nil || changes.email != nil {
            // The entry's values replace all that were there.
            var personal =
                principal.personal.flatMap { context.sealing.open($0) } ?? PersonalValues()
            personal.name = changes.name ?? personal.name
            personal.email = changes.email ?? personal.email
            var payload = PrincipalUpdated()
            payload.principal = id
            drafts.add(
                .principalUpdated(payload), tenant: tenant, id: command.id, personal: personal,
                holder: id)
        }
        if let role = changes.role, role != principal.role {
            var payload = PrincipalRoleChanged()
            payload.principal = id
            payload.role = role
            drafts.add(
                .principalRoleChanged(payload), tenant: tenant,
                id: drafts.entries.isEmpty ? command.id : nil)
        }
    }

    mutating func remove(_ tenant: String, _ id: String) throws(Rejection) {
        let principal = try visiblePrincipal(tenant, id)
        try checkManaging(tenant, principalWith: principal.role)
        var payload = PrincipalRemoved()
        payload.principal = id
        drafts.add(.principalRemoved(payload), tenant: tenant, id: command.id)
    }

    private func visiblePrincipal(
        _ tenant: String, _ id: String
    ) throws(Rejection) -> PrincipalState {
        _ = try visibleTenant(tenant)
        guard let principal = state.principal(id, tenant: tenant), !principal.isRemoved else {
            throw .principalNotFound
        }
        return principal
    }
}
