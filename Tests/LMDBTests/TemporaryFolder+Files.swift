import Foundation
import LedgerTesting
import Testing

extension TemporaryFolder {
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
