import Foundation
import LedgerCore
import LedgerTesting
import Testing

@Suite struct EntryTypeTests {
    /// DESIGN, "The entry".
    static let designed = """
        ledger.created|rules_raised|clock_accepted|signing_key_rotated
        tenant.created|updated|closed
        profile.changed
        principal.added|updated|role_changed|removed
        key.created|imported|renamed|scopes_changed|caps_changed|expiry_changed|disabled|enabled|rotated|revoked|deleted
        credential.leak_reported
        usage.recorded|denied|completed|denied_aggregate|voided|amended
        hold.placed|settled|expired
        lease.granted|settled|expired
        meter.declared|retired
        cap.threshold_reached|threshold_cleared
        period.opened|closed
        backfill.opened|committed|reverted
        export.pushed
        webhook.changed
        personal.erasure_requested|erased
        audit.read
        """

    @Test("The entry types are those of the design, in its order")
    func names() {
        let expected = Self.designed.split(separator: "\n").flatMap { line in
            let parts = line.split(separator: ".")
            return parts[1].split(separator: "|").map { "\(parts[0]).\($0)" }
        }
        #expect(EntryType.allCases.map(\.name) == expected)
    }

    @Test("Every type has a payload of its own, and the body of that payload has the type")
    func payloads() throws {
        let groups = AllGroups()
        #expect(groups.payloads.map(\.type) == EntryType.allCases)
        #expect(
            Set(groups.payloads.map { ObjectIdentifier($0.group) }).count
                == EntryType.allCases.count)
        for type in EntryType.allCases { #expect(try SampleEntries.entry(type).type == type) }
    }

    @Test("Fields are declared in the order of JCS, with a name and a number of their own")
    func fields() {
        let groups = AllGroups()
        for group in groups.payloads.map(\.group) + groups.shared {
            let fields = FieldListing(of: group).fields
            let names = fields.map(\.name)
            let numbers = fields.map(\.number)
            #expect(
                names == names.sorted { $0.utf16.lexicographicallyPrecedes($1.utf16) }, "\(group)")
            #expect(Set(names).count == names.count, "\(group)")
            #expect(Set(numbers).count == numbers.count, "\(group)")
            #expect(!numbers.contains(0), "\(group)")
            for name in names {
                #expect(name.wholeMatch(of: /[a-z][a-z0-9_]*/) != nil, "\(group): \(name)")
            }
        }
    }

    @Test(
        "Every leaf is as the schema of its type says", arguments: EntryType.allCases,
        Presence.allCases)
    func schema(type: EntryType, presence: Presence) throws {
        var generator = SplitMix64(seed: UInt64(type.rawValue))
        let schema = try JSONSerialization.jsonObject(with: Data(type.schema.utf8))
        for _ in 0..<4 {
            let entry = Entry.random(type, presence: presence, using: &generator)
            let leaf = try JSONSerialization.jsonObject(with: Data(entry.leaf(blind: [])))
            let data = try #require((leaf as? [String: Any])?["data"])
            #expect(try SchemaCheck.problems(data, schema) == [])
        }
    }
}
