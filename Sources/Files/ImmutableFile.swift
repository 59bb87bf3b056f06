import Glibc

/// A file that is made once and then only read: it is there with all its bytes, or not at all.
///
/// Rules, and what happens otherwise:
/// - The bytes go to a temporary name, are synced, then renamed over what has the name, then the
///   folder is synced. A crash before the rename leaves the temporary name behind, which the owner
///   of the folder removes at its next start (`isTemporary`); after the rename the file is whole.
/// - One writer per name at a time; a second one would mix its bytes in.
/// - A writer that is dropped before `commit`, or whose write fails, removes its temporary file, so
///   that a full disk gets its room back.
package struct ImmutableFile: ~Copyable, Sendable {
    private static let temporarySuffix = ".new"

    private let path: String
    private let temporary: String
    private let file: Descriptor
    private var isRenamed = false

    /// Begins a file.
    package init(path: String) throws(FileError) {
        self.path = path
        temporary = Self.temporaryName(of: path)
        file = try Descriptor(
            path: temporary, flags: O_WRONLY | O_CREAT | O_TRUNC, operation: "create")
    }

    deinit {
        if !isRenamed { unsafe unlink(temporary) }
    }

    /// The name that a file has while it is made.
    package static func temporaryName(of name: String) -> String { name + temporarySuffix }

    /// Whether a name is that of a file whose making was cut off.
    package static func isTemporary(_ name: String) -> Bool { name.hasSuffix(temporarySuffix) }

    /// Writes some bytes at a place; places may come in any order.
    package func write(_ bytes: Span<UInt8>, at offset: Int) throws(FileError) {
        try file.write(bytes, at: offset)
    }

    /// Makes the file durable under its name.
    package consuming func commit() throws(FileError) {
        FileKillPoint.beforeFileSync.pass(path)
        try file.sync()
        FileKillPoint.beforeFileRename.pass(path)
        guard unsafe rename(temporary, path) == 0 else { throw FileError.last("rename", path) }
        isRenamed = true
        FileKillPoint.beforeFolderSync.pass(path)
        try Folder.sync(Self.folder(of: path))
        FileKillPoint.afterFolderSync.pass(path)
    }

    /// Makes a whole file of these bytes.
    package static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
        let file = try ImmutableFile(path: path)
        try file.write(bytes.span, at: 0)
        try file.commit()
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
