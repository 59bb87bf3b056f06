import Foundation
import Testing

/// A folder of its own for one test, gone with it.
final class TemporaryFolder {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory.appending(
            path: "lmdb-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
        path = url.path
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// The path of a file or folder inside.
    func path(_ name: String) -> String {
        path + "/" + name
    }

    /// The data file of an environment kept in the folder itself, which must be closed.
    func dataFile() throws -> FileHandle {
        let file = try #require(FileHandle(forUpdatingAtPath: path("data.mdb")))
        return file
    }

    /// The last three octal digits of a mode.
    func mode(_ name: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path(name))
        return try #require(attributes[.posixPermissions] as? Int) & 0o777
    }
}
