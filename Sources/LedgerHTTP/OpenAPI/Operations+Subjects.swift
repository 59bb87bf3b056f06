import HTTPTypes

/// Tenants and principals.
extension [Operation] {
    static let tenants: Self = [
        Operation(
            .post, "/v1/tenants", "createTenant", "Make a tenant.", .once + .reason,
            body: .json(.newTenant),
            answers: [
                .json(.reference(.tenant), status: 201, "The new tenant."),
                .json(.reference(.tenant), "The tenant, as it was made before by this command."),
            ],
            problems: .managed + .log + [.idTaken, .idConflict, .tenantNotFound]),
        Operation(
            .get, "/v1/tenants", "listTenants", "The tenants that the credential sees.", .page,
            answers: [.rows(.page(of: .tenant), "A page of tenants.")], problems: .rows),
        Operation(
            .get, "/v1/tenants/{tenant}", "getTenant", "One tenant.",
            answers: [.json(.reference(.tenant), "The tenant.")], problems: [.tenantNotFound]),
        Operation(
            .patch, "/v1/tenants/{tenant}", "updateTenant",
            "Change a tenant; what is not named stays.", .reason, body: .json(.tenantChanges),
            answers: [.json(.reference(.tenant), "The tenant as it is now.")],
            problems: .managed + [.tenantNotFound, .tenantClosed]),
    ]

    static let principals: Self = [
        Operation(
            .post, "/v1/tenants/{tenant}/principals", "addPrincipal", "Add a principal.",
            .once + .reason, body: .json(.newPrincipal),
            answers: [
                .json(.reference(.principal), status: 201, "The new principal."),
                .json(
                    .reference(.principal), "The principal, as it was added before by this command."
                ),
            ],
            problems: .managed + .log + [
                .tenantNotFound, .principalNotFound, .tenantClosed, .idTaken, .idConflict,
                .randomFailed,
            ]),
        Operation(
            .get, "/v1/tenants/{tenant}/principals", "listPrincipals",
            "The principals of a tenant.", .page,
            answers: [.rows(.page(of: .principal), "A page of principals.")],
            problems: .rows + [.tenantNotFound]),
        Operation(
            .patch, "/v1/tenants/{tenant}/principals/{principal}", "updatePrincipal",
            "Change a principal; what is not named stays.", .reason,
            body: .json(.principalChanges),
            answers: [.json(.reference(.principal), "The principal as it is now.")],
            problems: .managed + [.tenantNotFound, .principalNotFound, .tenantClosed]),
        Operation(
            .delete, "/v1/tenants/{tenant}/principals/{principal}", "removePrincipal",
            "Remove a principal; its keys and entries stay.", .reason,
            answers: [Operation.Success(status: 204, meaning: "It is removed.")],
            problems: .command + [
                .roleForbidden, .tenantNotFound, .principalNotFound, .tenantClosed,
            ]),
    ]
}
