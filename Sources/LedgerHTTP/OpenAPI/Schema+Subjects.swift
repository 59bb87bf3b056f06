import LedgerCore
import LedgerService

/// Tenants, principals and caps.
extension Schema {
    static let cap = object([
        .always("meter", meter), .always("period", words(["month", "day"])),
        .always("limit", quantity),
    ])

    static let capStanding = object([
        .always("holder", words(["key", "tenant"])), .always("meter", meter),
        .always("period", words(["month", "day"])), .always("limit", quantity),
        .always("used", integer), .always("held", integer), .always("remaining", integer),
        .always("resets_at", time),
    ])

    static let tenant = object([
        .always("id", id), .always("profile", text()), .always("time_zone", text()),
        .always("tier", nullable(text())), .always("caps", caps), .always("late_days", lateDays),
        .always("status", words(["active", "closed"])), .always("created_at", time),
    ])

    static let newTenant = object(
        [.always("id", id)] + tenantProperties.map { .open($0.name, $0.schema) })
    static let tenantChanges = object(tenantProperties)

    private static let lateDays = integer(0...Limits.lateDays)

    private static let tenantProperties: [Member] = [
        .optional("profile", words(["native"])), .optional("time_zone", term),
        .optional("tier", id), .optional("caps", caps),
        .optional("late_days", lateDays),
    ]

    static let principal = object([
        .always("id", id), .always("tenant", id), .always("kind", kind), .always("role", role),
        .always("name", nullable(text())), .always("email", nullable(text())),
        .always("external_id", nullable(text())), .always("added_at", time),
    ])

    static let newPrincipal = object([
        .open("id", id), .open("kind", kind), .open("role", role),
        .open("name", label), .open("email", shortText),
        .open("external_id", text(lengths: 0...2048)),
    ])

    static let principalChanges = object([
        .optional("role", role), .optional("name", label), .optional("email", shortText),
    ])

    private static let shortText = text(lengths: 0...Limits.nameBytes)
    private static let kind = words(of: PrincipalKind.self)
    private static let role = words(of: Role.self)
}
