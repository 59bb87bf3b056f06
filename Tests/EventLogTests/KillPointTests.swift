import EventLog
import Foundation
import LedgerCore
import Testing

/// The write path is ended by SIGKILL at each of its points, in a process of its own; what the next
/// start finds is all of the commit or none of it.
@Suite struct KillPointTests {
    /// What must be on disk after a kill at the second pass of each point.
    static let cases: [(point: KillPoint, entries: UInt64)] = [
        (.beforeHolderKeySync, 20), (.afterHolderKeySync, 20), (.beforePut, 20),
        (.beforeCommit, 20), (.afterCommit, 40),
    ]

    /// Two commits, each of two frames, with holders that only it has.
    static func appendTwice(to log: TestLog) throws {
        var generator = try EntryGenerator(seed: 8, vault: log.vault)
        for commit: UInt64 in 0..<2 {
            var values = PersonalValues()
            values.name = "holder \(commit)"
            _ = try log.vault.seal(values, holder: "holder \(commit)")
            let first = commit * 20
            try log.append([
                generator.frame(first, count: 10), generator.frame(first + 10, count: 10),
            ])
        }
    }

    @Test func `Every point is tested`() {
        #expect(Self.cases.map(\.point) == KillPoint.allCases)
    }

    @Test(arguments: 0..<5)
    func `A process that is killed at a point leaves whole commits`(index: Int) async throws {
        let folder = try TemporaryFolder()
        let (point, entries) = Self.cases[index]
        try TestLog.create(at: folder.data).close()
        let data = folder.data
        let armed = "\(point.rawValue):2"
        await #expect(processExitsWith: .signal(SIGKILL)) {
            [data = data as String, armed = armed as String] in
            _ = unsafe setenv(KillPoint.variable, armed, 1)
            try KillPointTests.appendTwice(to: try TestLog.open(at: data))
        }

        let log = try TestLog.open(at: data)
        #expect(try log.store.nextSequence == entries)
        let report = try log.verify()
        #expect(report.problems == [])
        #expect(report.entries == entries)
        var opened = 0
        let vault = try log.vault
        try log.store.forEachFrame { frame throws(LogError) in
            for entry in try frame.entries() {
                for sealed in [entry.personal, entry.actorPersonal].compactMap(\.self) {
                    #expect(vault.open(sealed) != nil)
                    opened += 1
                }
            }
            return true
        }
        #expect(opened > 0)
    }
}
