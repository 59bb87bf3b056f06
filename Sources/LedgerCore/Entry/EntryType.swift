/// Every type of entry, with the number it has on disk. Numbers are never used again for another
/// type.
package enum EntryType: UInt8, Sendable, CaseIterable {
    case ledgerCreated = 1
    case ledgerRulesRaised = 2
    case ledgerClockAccepted = 3
    case ledgerSigningKeyRotated = 4

    case tenantCreated = 10
    case tenantUpdated = 11
    case tenantClosed = 12
    case profileChanged = 15

    case principalAdded = 20
    case principalUpdated = 21
    case principalRoleChanged = 22
    case principalRemoved = 23

    case keyCreated = 30
    case keyImported = 31
    case keyRenamed = 32
    case keyScopesChanged = 33
    case keyCapsChanged = 34
    case keyExpiryChanged = 35
    case keyDisabled = 36
    case keyEnabled = 37
    case keyRotated = 38
    case keyRevoked = 39
    case keyDeleted = 40
    case credentialLeakReported = 45

    case usageRecorded = 50
    case usageDenied = 51
    case usageCompleted = 52
    case usageDeniedAggregate = 53
    case usageVoided = 54
    case usageAmended = 55

    case holdPlaced = 60
    case holdSettled = 61
    case holdExpired = 62
    case leaseGranted = 65
    case leaseSettled = 66
    case leaseExpired = 67

    case meterDeclared = 70
    case meterRetired = 71
    case capThresholdReached = 75
    case capThresholdCleared = 76

    case periodOpened = 80
    case periodClosed = 81

    case backfillOpened = 85
    case backfillCommitted = 86
    case backfillReverted = 87

    case exportPushed = 90
    case webhookChanged = 91

    case personalErasureRequested = 95
    case personalErased = 96

    case auditRead = 100

    /// The name in leaves and answers.
    package var name: String {
        switch self {
        case .ledgerCreated: "ledger.created"
        case .ledgerRulesRaised: "ledger.rules_raised"
        case .ledgerClockAccepted: "ledger.clock_accepted"
        case .ledgerSigningKeyRotated: "ledger.signing_key_rotated"
        case .tenantCreated: "tenant.created"
        case .tenantUpdated: "tenant.updated"
        case .tenantClosed: "tenant.closed"
        case .profileChanged: "profile.changed"
        case .principalAdded: "principal.added"
        case .principalUpdated: "principal.updated"
        case .principalRoleChanged: "principal.role_changed"
        case .principalRemoved: "principal.removed"
        case .keyCreated: "key.created"
        case .keyImported: "key.imported"
        case .keyRenamed: "key.renamed"
        case .keyScopesChanged: "key.scopes_changed"
        case .keyCapsChanged: "key.caps_changed"
        case .keyExpiryChanged: "key.expiry_changed"
        case .keyDisabled: "key.disabled"
        case .keyEnabled: "key.enabled"
        case .keyRotated: "key.rotated"
        case .keyRevoked: "key.revoked"
        case .keyDeleted: "key.deleted"
        case .credentialLeakReported: "credential.leak_reported"
        case .usageRecorded: "usage.recorded"
        case .usageDenied: "usage.denied"
        case .usageCompleted: "usage.completed"
        case .usageDeniedAggregate: "usage.denied_aggregate"
        case .usageVoided: "usage.voided"
        case .usageAmended: "usage.amended"
        case .holdPlaced: "hold.placed"
        case .holdSettled: "hold.settled"
        case .holdExpired: "hold.expired"
        case .leaseGranted: "lease.granted"
        case .leaseSettled: "lease.settled"
        case .leaseExpired: "lease.expired"
        case .meterDeclared: "meter.declared"
        case .meterRetired: "meter.retired"
        case .capThresholdReached: "cap.threshold_reached"
        case .capThresholdCleared: "cap.threshold_cleared"
        case .periodOpened: "period.opened"
        case .periodClosed: "period.closed"
        case .backfillOpened: "backfill.opened"
        case .backfillCommitted: "backfill.committed"
        case .backfillReverted: "backfill.reverted"
        case .exportPushed: "export.pushed"
        case .webhookChanged: "webhook.changed"
        case .personalErasureRequested: "personal.erasure_requested"
        case .personalErased: "personal.erased"
        case .auditRead: "audit.read"
        }
    }
}
