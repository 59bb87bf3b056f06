import LedgerCore

/// The schemas that have a name in the API document.
enum Component: String, CaseIterable, Sendable {
    case problem = "Problem"
    case cap = "Cap"
    case capStanding = "CapStanding"
    case tenant = "Tenant"
    case newTenant = "NewTenant"
    case tenantChanges = "TenantChanges"
    case principal = "Principal"
    case newPrincipal = "NewPrincipal"
    case principalChanges = "PrincipalChanges"
    case key = "Key"
    case mintedKey = "MintedKey"
    case newKey = "NewKey"
    case keyChanges = "KeyChanges"
    case rotation = "Rotation"
    case historyEntry = "HistoryEntry"
    case keyUsage = "KeyUsage"
    case keyCaps = "KeyCaps"
    case usageLine = "UsageLine"
    case cloudEvent = "CloudEvent"
    case usageTally = "UsageTally"
    case authorization = "Authorization"
    case decision = "Decision"
    case meters = "Meters"
    case entry = "Entry"
    case sighting = "Sighting"
    case who = "Who"
    case importReport = "ImportReport"
    case status = "Status"
    case newBackup = "NewBackup"
    case backup = "Backup"

    var schema: Schema {
        switch self {
        case .problem: .problemDocument
        case .cap: .cap
        case .capStanding: .capStanding
        case .tenant: .tenant
        case .newTenant: .newTenant
        case .tenantChanges: .tenantChanges
        case .principal: .principal
        case .newPrincipal: .newPrincipal
        case .principalChanges: .principalChanges
        case .key: .key
        case .mintedKey: .mintedKey
        case .newKey: .newKey
        case .keyChanges: .keyChanges
        case .rotation: .rotation
        case .historyEntry: .historyEntry
        case .keyUsage: .keyUsage
        case .keyCaps: .keyCaps
        case .usageLine: .usageLine
        case .cloudEvent: .cloudEvent
        case .usageTally: .usageTally
        case .authorization: .authorization
        case .decision: .decision
        case .meters: .meters
        case .entry: .entry
        case .sighting: .sighting
        case .who: .who
        case .importReport: .importReport
        case .status: .status
        case .newBackup: .newBackup
        case .backup: .backup
        }
    }
}
