import EventLog
import Files
import Foundation
import LedgerTesting
import Testing

/// The sealing is ended by SIGKILL at each of its points, in a process of its own; what it leaves
/// is no segment or a whole one, and the next sealing is as if there had been none.
@Suite struct SegmentKillPointTests {
    /// A sealing removes nothing.
    static let points =
        FileKillPoint.allCases.filter { $0 != .beforeFileRemoval }.map(\.rawValue)
        + [KillPoint.afterSegmentCheck.rawValue]

    @Test(arguments: points)
    func `A sealing that is killed leaves nothing that is in the way`(point: String) async throws {
        let folder = try TemporaryFolder()
        let path = folder.path
        await #expect(processExitsWith: .signal(SIGKILL)) {
            [path = path as String, point = point as String] in
            _ = unsafe setenv(KillSwitch.variable, point, 1)
            _ = try SegmentSample.random(seed: 1).seal(in: path)
        }
        let left = try FileManager.default.contentsOfDirectory(atPath: path)
        #expect(left.count == 1)
        let whole = try TemporaryFolder()
        let record = try SegmentSample.random(seed: 1).seal(in: whole.path)
        if left == [record.fileName] {
            try Segment(record, in: path).verifyChecksums()
        } else {
            #expect(left.allSatisfy { ImmutableFile.isTemporary($0) })
        }

        try SegmentSealer.removeUnnamed(in: path, keeping: [])
        #expect(try FileManager.default.contentsOfDirectory(atPath: path) == [])
        #expect(try SegmentSample.random(seed: 1).seal(in: path) == record)
        try SegmentSealer.removeUnnamed(in: path, keeping: [record])
        #expect(try FileManager.default.contentsOfDirectory(atPath: path) == [record.fileName])
    }
}
