import CloudTrail
import LedgerCore
import LedgerService
import LedgerTesting
import Testing

@Suite("An import that is cut off")
struct ImportCutOffTests {
    /// Two tenants, keys and principals, changes of keys, some that change nothing, and doubles.
    private static let files = [
        [
            call("e-1", at: 1), keylessCall("e-2", at: 2), foreignCall("e-3", at: 3),
            KeyCall.created("AKIANEW", "e-4", at: 4, owner: "bob"),
            KeyCall.disabled("AKIANEW", "e-5", at: 5), KeyCall.disabled("AKIANEW", "e-6", at: 5),
            KeyCall.enabled("AKIANEW", "e-7", at: 5), call("e-8", at: 8),
        ],
        [
            call("e-8", at: 8), KeyCall.deleted("AKIAOLD", "e-9", at: 9),
            foreignCall("e-10", at: 10, key: "AKIAEXAMPLE"), keylessCall("e-11", at: 11),
            KeyCall.enabled("AKIANEW", "e-12", at: 12), foreignCall("e-13", at: 13),
        ],
    ]

    @Test("Wherever a run is cut off, the next one finishes it as if nothing had happened")
    func anywhere() async throws {
        var uncut: [String] = []
        try await ImportTest.with { test in
            let report = try await test.run(Self.files)
            #expect((report.recorded, report.lifecycle, report.duplicates) == (13, 4, 1))
            uncut = try test.story()
        }
        var cuts = 0
        var lengths: Set<Int> = []
        var isCut = true
        while isCut {
            try await ImportTest.with { test in
                // The ledger's threads read the clock as they start; after an answer they run.
                await #expect(throws: Rejection.keyNotFound) {
                    try await test.execute(.revokeKey("none"))
                }
                test.clock.cutOff(after: cuts)
                do {
                    try await test.run(Self.files)
                    isCut = false
                } catch CloudTrailImportError.ledger(.clockSuspect) {
                    lengths.insert(try test.entries().count)
                }
                test.clock.cutOff(after: nil)
                try await test.run(Self.files)
                #expect(try test.story() == uncut, "cut off after \(cuts) readings of the clock")
            }
            cuts += 1
        }
        // Between any two commits there was a cut: each entry but those of one batch came alone.
        #expect(lengths.count > 15)
    }
}
