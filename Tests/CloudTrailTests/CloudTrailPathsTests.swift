import CloudTrail
import FoundationEssentials
import Testing

/// A folder of its own for each test, removed with it.
@Suite final class CloudTrailPathsTests {
    private let root = FileManager.default.temporaryDirectory
        .appending(path: "cloudtrail-paths-\(UUID().uuidString)").path

    init() throws {
        for folder in ["a/deep", "b", "c.json"] {
            try FileManager.default.createDirectory(
                atPath: "\(root)/\(folder)", withIntermediateDirectories: true)
        }
        let files = [
            "z.json", "a/2.json.gz", "a/1.json", "a/deep/3.json", "a/notes.txt", "a/log.gz",
            "c.json/4.json",
        ]
        for file in files {
            _ = FileManager.default.createFile(atPath: "\(root)/\(file)", contents: Data())
        }
    }

    deinit {
        try? FileManager.default.removeItem(atPath: root)
    }

    @Test func aFolderStandsForTheLogFilesBelowItInOrder() throws {
        let expected = ["a/1.json", "a/2.json.gz", "a/deep/3.json", "c.json/4.json", "z.json"]
            .map { "\(root)/\($0)" }
        #expect(try CloudTrailPaths.expand([root]) == expected)
        #expect(try CloudTrailPaths.expand([root + "/"]) == expected)
    }

    @Test func aFileStandsForItselfWhateverItsName() throws {
        let files = ["\(root)/a/notes.txt", "\(root)/z.json"]
        #expect(try CloudTrailPaths.expand(files.reversed()) == files)
    }

    @Test func aFileNamedTwiceIsReadOnce() throws {
        let folder = "\(root)/a/deep"
        #expect(
            try CloudTrailPaths.expand([folder, "\(folder)/3.json", folder])
                == ["\(folder)/3.json"])
    }

    @Test func aFolderWithoutLogFilesGivesNone() throws {
        #expect(try CloudTrailPaths.expand(["\(root)/b"]) == [])
    }

    @Test func aPathThatDoesNotExistIsNamed() {
        let missing = "\(root)/missing"
        let error = #expect(throws: CloudTrailError.self) {
            try CloudTrailPaths.expand([root, missing])
        }
        #expect(error?.code == .unreadablePath)
        #expect(error?.file == missing)
    }
}
