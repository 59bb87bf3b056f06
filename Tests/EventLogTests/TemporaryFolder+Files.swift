import Foundation
import LedgerTesting
import Testing

extension TemporaryFolder {
    /// The file of holder keys of the data folder in it.
    var holderKeys: String { data + "/secrets/holder-keys" }
}

/// Reads a whole file.
func bytes(of path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
}

/// Replaces a whole file.
func write(_ bytes: [UInt8], to path: String) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: path))
}

/// The last three octal digits of a mode.
func mode(of path: String) throws -> Int {
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    return try #require(attributes[.posixPermissions] as? Int) & 0o777
}
