import Files
import LedgerCore

/// The names of run files. A name says kind and range, so that one range has one name.
enum RunName {
    static func name(_ prefix: String, from: UInt64, to: UInt64) -> String {
        "\(prefix)-\(digits(from))-\(digits(to))\(suffix)"
    }

    /// Removes the runs of a kind that are not named, and what a crash left half made.
    /// - Throws: `file_failed`.
    static func removeOthers(
        _ prefix: String, than named: Set<String>, in folder: String
    ) throws(ProjectionError) {
        try convertingFileErrors { () throws(FileError) in
            for name in try Folder.names(in: folder)
            where name.hasPrefix(prefix)
                && (ImmutableFile.isTemporary(name)
                    || name.hasSuffix(suffix) && !named.contains(name))
            {
                try Folder.remove("\(folder)/\(name)")
            }
        }
    }

    /// Whether a folder has files of a kind, runs or a manifest.
    /// - Throws: `file_failed`.
    static func hasFiles(_ prefix: String, in folder: String) throws(ProjectionError) -> Bool {
        try convertingFileErrors { () throws(FileError) in
            try Folder.names(in: folder).contains {
                $0.hasPrefix(prefix) && !ImmutableFile.isTemporary($0)
            }
        }
    }

    private static let suffix = ".run"

    private static func digits(_ value: UInt64) -> String {
        var writer = ByteWriter()
        writer.fixed(value, width: 8)
        return Hex.encode(writer.bytes)
    }
}
