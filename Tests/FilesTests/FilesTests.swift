import Files
import Foundation
import LedgerTesting
import Testing

@Suite struct FilesTests {
    private func code<Result>(_ body: () throws -> Result) -> FileError.Code? {
        do { _ = try body() } catch { return (error as? FileError)?.code }
        return nil
    }

    private func read(_ path: String) throws -> [UInt8] {
        let file = try ReadableFile(path: path)
        return try file.read(0..<file.count)
    }

    @Test("A file has its name once it is whole, and the one before it until then")
    func whole() throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/a"
        try ImmutableFile.write([1, 2, 3], to: path)
        do {
            let file = try ImmutableFile(path: path)
            // In any order.
            try file.write([7, 8].span, at: 2)
            #expect(try read(path) == [1, 2, 3])
            try file.write([5, 6].span, at: 0)
            #expect(try Folder.names(in: folder.path).filter(ImmutableFile.isTemporary).count == 1)
            try file.commit()
        }
        #expect(try read(path) == [5, 6, 7, 8])
        #expect(try Folder.names(in: folder.path) == ["a"])
    }

    @Test("A writer that is dropped, or whose disk is full, leaves nothing behind")
    func dropped() throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/a"
        do {
            let file = try ImmutableFile(path: path)
            try file.write([1].span, at: 0)
        }
        #expect(try Folder.names(in: folder.path) == [])
        try FileManager.default.createSymbolicLink(
            atPath: "\(path).new", withDestinationPath: "/dev/full")
        #expect(code { try ImmutableFile.write([1], to: path) } == .diskFull)
        #expect(try Folder.names(in: folder.path) == [])
    }

    @Test("A mapped file and a readable file give the same bytes, and refuse what is not there")
    func reading() throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/a"
        let bytes = (0..<10_000).map { UInt8(truncatingIfNeeded: $0 * 7) }
        try ImmutableFile.write(bytes, to: path)
        let mapped = try MappedFile(path: path, expected: 10_000, access: .random)
        #expect(mapped.copy(0..<10_000) == bytes)
        #expect(mapped.copy(4_090..<4_100) == Array(bytes[4_090..<4_100]))
        #expect(mapped.withBytes { $0[9_999] } == bytes[9_999])
        let file = try ReadableFile(path: path)
        #expect(try file.read(9_990..<10_000) == Array(bytes.suffix(10)))
        #expect(code { try file.read(9_990..<10_001) } == .wrongSize)
        #expect(
            code { try MappedFile(path: path, expected: 9_999, access: .random) } == .wrongSize)
        // A file that is removed can be read by whoever has it mapped.
        try Folder.remove(path)
        try Folder.remove(path)
        #expect(mapped.copy(0..<10) == Array(bytes.prefix(10)))
        #expect(code { try MappedFile(path: path, access: .random) } == .notFound)
        #expect(code { try read(path) } == .notFound)
        try ImmutableFile.write([], to: path)
        #expect(try MappedFile(path: path, access: .sequential).copy(0..<0) == [])
    }

    @Test("Folders are made once and list their names in order")
    func folders() throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/made"
        try Folder.create(path)
        try Folder.create(path)
        for name in ["b", "a", ".c"] { try ImmutableFile.write([], to: "\(path)/\(name)") }
        #expect(try Folder.names(in: path) == [".c", "a", "b"])
        #expect(code { try Folder.names(in: "\(path)/none") } == .notFound)
        #expect(code { try Folder.create("\(path)/none/none") } == .notFound)
        #expect(code { try ImmutableFile(path: "\(path)/none/a").commit() } == .notFound)
    }

    @Test("An error says what failed, where, and what to do, and its codes stay")
    func errors() {
        #expect(
            FileError.Code.allCases.map(\.rawValue) == [
                "disk_full", "not_found", "not_permitted", "wrong_size", "io",
            ])
        do throws(FileError) {
            _ = try Folder.names(in: "/nowhere/at/all")
            Issue.record("there is a folder")
        } catch {
            #expect(error.description.hasPrefix("not_found: /nowhere/at/all: Cannot list: "))
            #expect(error.sentence.hasSuffix(error.advice))
        }
    }
}

/// The making and the removal of a file are ended by SIGKILL at each of the points, in a process of
/// its own.
@Suite struct FileKillPointTests {
    /// What is there under the name after a kill in the making or the removal of the second file.
    static let cases: [(point: FileKillPoint, bytes: [UInt8])] = [
        (.beforeFileSync, [1]), (.beforeFileRename, [1]), (.beforeFolderSync, [2]),
        (.afterFolderSync, [2]), (.beforeFileRemoval, [2]),
    ]

    @Test("Every point is tested")
    func all() { #expect(Self.cases.map(\.point) == FileKillPoint.allCases) }

    @Test(
        "A file whose making or removal is killed is the old one or the new one",
        arguments: cases.indices)
    func killed(index: Int) async throws {
        let folder = try TemporaryFolder()
        let (point, bytes) = Self.cases[index]
        let path = folder.path
        let armed = "\(point.rawValue)@a:2"
        await #expect(processExitsWith: .signal(SIGKILL)) {
            [path = path as String, armed = armed as String] in
            _ = unsafe setenv(KillSwitch.variable, armed, 1)
            // What has another name is not counted.
            try ImmutableFile.write([0], to: "\(path)/b")
            try Folder.remove("\(path)/b")
            try ImmutableFile.write([1], to: "\(path)/a")
            try Folder.remove("\(path)/a, which is not there")
            try ImmutableFile.write([2], to: "\(path)/a")
            try Folder.remove("\(path)/a")
        }
        let file = try ReadableFile(path: "\(path)/a")
        #expect(try file.read(0..<file.count) == bytes)
        let others = try Folder.names(in: path).filter { $0 != "a" }
        #expect(others.allSatisfy(ImmutableFile.isTemporary))
    }
}
