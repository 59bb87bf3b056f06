import Files
import Foundation
import LedgerTesting

/// A folder of projections whose files a test may look at and change.
struct RunFolder {
    private let temporary: TemporaryFolder

    init() throws { temporary = try TemporaryFolder() }

    var path: String { temporary.path }

    /// The names in it, sorted.
    var names: [String] {
        get throws { try Folder.names(in: path) }
    }

    func read(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: "\(path)/\(name)")))
    }

    func write(_ bytes: [UInt8], to name: String) throws {
        try Data(bytes).write(to: URL(filePath: "\(path)/\(name)"))
    }

    /// Every file with its bytes.
    func contents() throws -> [String: [UInt8]] {
        Dictionary(uniqueKeysWithValues: try names.map { ($0, try read($0)) })
    }

    /// Leaves these files and no others.
    func restore(_ contents: [String: [UInt8]]) throws {
        for name in try names { try Folder.remove("\(path)/\(name)") }
        for (name, bytes) in contents { try write(bytes, to: name) }
    }

    /// Lets every write to the file that is made under this name meet a full disk.
    func fill(_ name: String) throws {
        try FileManager.default.createSymbolicLink(
            atPath: "\(path)/\(name).new", withDestinationPath: "/dev/full")
    }
}

extension [UInt8] {
    /// The same with one bit changed.
    func flipping(bit: Int) -> [UInt8] {
        var bytes = self
        bytes[bit / 8] ^= 1 << UInt8(bit % 8)
        return bytes
    }
}
