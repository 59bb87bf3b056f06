import EventLog
import Files
import Foundation
import LedgerCore
import LedgerTesting
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

    /// How many segments must be sealed after a kill at the second pass of each point of sealing.
    static let sealingCases: [(point: KillPoint, sealed: UInt64)] = [
        (.afterSegmentCheck, 1), (.beforeSwapPut, 1), (.beforeSwapCommit, 1), (.afterSwapCommit, 2),
    ]

    @Test func `Every point is tested`() {
        #expect((Self.cases.map(\.point) + Self.sealingCases.map(\.point)) == KillPoint.allCases)
    }

    /// Seals two of three segments.
    static func sealTwice(_ log: TestLog) throws {
        for _ in 0..<2 { try log.seal() }
    }

    @Test(arguments: sealingCases.indices)
    func `A process that is killed while it seals leaves a segment or its frames`(
        index: Int
    ) async throws {
        let folder = try TemporaryFolder()
        let (point, sealed) = Self.sealingCases[index]
        let root = try Self.makeThreeSegments(at: folder.data)
        let data = folder.data
        let armed = "\(point.rawValue):2"
        await #expect(processExitsWith: .signal(SIGKILL)) {
            [data = data as String, armed = armed as String] in
            _ = unsafe setenv(KillSwitch.variable, armed, 1)
            try KillPointTests.sealTwice(try TestLog.open(at: data))
        }

        try Self.expect(sealed, root, at: data)
    }

    private static let segment = EntryGenerator.identity.entriesPerSegment

    /// - Returns: the root over the entries.
    private static func makeThreeSegments(at path: String) throws -> Digest? {
        let log = try TestLog.create(at: path)
        var generator = try EntryGenerator(seed: 9, vault: log.vault)
        try log.append(generator.frames(count: 3 * segment))
        return try log.verify().root
    }

    /// Expects so many sealed segments, that nothing was lost, and that sealing goes on.
    private static func expect(_ sealed: UInt64, _ root: Digest?, at path: String) throws {
        let log = try TestLog.open(at: path)
        #expect(try log.store.sealedEnd == sealed * segment)
        let report = try log.verify()
        #expect(report.problems == [])
        #expect(report.root == root)
        #expect(report.entries == 3 * segment)
        while try log.store.sealedEnd < 3 * segment { try log.seal() }
        #expect(try log.verify().root == root)
    }

    @Test(arguments: cases.indices)
    func `A process that is killed at a point leaves whole commits`(index: Int) async throws {
        let folder = try TemporaryFolder()
        let (point, entries) = Self.cases[index]
        try TestLog.create(at: folder.data).close()
        let data = folder.data
        let armed = "\(point.rawValue):2"
        await #expect(processExitsWith: .signal(SIGKILL)) {
            [data = data as String, armed = armed as String] in
            _ = unsafe setenv(KillSwitch.variable, armed, 1)
            try KillPointTests.appendTwice(to: try TestLog.open(at: data))
        }

        let log = try TestLog.open(at: data)
        #expect(try log.store.nextSequence == entries)
        let report = try log.verify()
        #expect(report.problems == [])
        #expect(report.entries == entries)
        var opened = 0
        let vault = try log.vault
        try log.store.forEachFrame(from: 0) { frame throws(LogError) in
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
