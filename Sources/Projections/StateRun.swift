import Files
import LedgerCore
import OpenSSL

/// Pages of the state, in an immutable file: those that changed between two positions.
///
/// The head and the table of blocks are held against a digest when it is opened, a block against
/// its checksum before its pages are read.
struct StateRun {
    /// A block of pages.
    private struct Block {
        let bytes: Range<Int>
        let check: BlockCheck
    }

    private let file: MappedFile
    private let blocks: [Block]

    /// Bytes of the file.
    var fileBytes: Int { file.count }

    /// Opens a run file and checks its head.
    /// - Throws: `missing`, `damaged`, `newer_version`, `file_failed`.
    init(_ row: RunManifest.Row, in folder: String) throws(ProjectionError) {
        let path = "\(folder)/\(StateRunLayout.name(from: row.from, to: row.to))"
        let file = try convertingFileErrors { () throws(FileError) in
            try MappedFile(path: path, access: .sequential)
        }
        do {
            blocks = try Self.blocks(of: file, as: row)
        } catch .unknownVersion(let version) {
            throw .newer("run format \(version)", place: path)
        } catch {
            throw ProjectionError(error, place: "\(path), head")
        }
        self.file = file
    }

    private static func blocks(
        of file: MappedFile, as row: RunManifest.Row
    ) throws(FormatError) -> [Block] {
        let headBytes = StateRunLayout.headBytes
        guard file.count >= headBytes else { throw .truncated }
        let head = file.copy(0..<headBytes)
        var reader = ByteReader(head)
        let digest = try reader.digest()
        guard Array(try reader.slice(4)) == StateRunLayout.magic else { throw .malformed("run") }
        let version = try reader.fixed(width: 2)
        guard version == StateRunLayout.version else {
            throw .unknownVersion(UInt16(truncatingIfNeeded: version))
        }
        guard try reader.fixed(width: 2) == 0, try reader.fixed(width: 8) == row.from,
            try reader.fixed(width: 8) == row.to
        else { throw .malformed("run") }
        let count = try reader.fixed(width: 8)
        guard count <= UInt64(file.count / StateRunLayout.rowBytes) else { throw .truncated }
        let tableBytes = Int(count) * StateRunLayout.rowBytes
        guard tableBytes <= file.count - headBytes else { throw .truncated }
        let tableStart = file.count - tableBytes
        let table = file.copy(tableStart..<file.count)
        let covered = head[32...] + table
        guard digest == row.digest, digest == Digest(words: SHA256.words(of: covered.span)) else {
            throw .malformed("checksum")
        }
        return try blocks(in: table, until: tableStart)
    }

    private static func blocks(
        in table: [UInt8], until end: Int
    ) throws(FormatError) -> [Block] {
        var reader = ByteReader(table)
        var blocks: [Block] = []
        var offset = StateRunLayout.headBytes
        while !reader.isAtEnd {
            let length = try reader.fixed(width: 8)
            let check = BlockCheck(
                high: try reader.fixed(width: 8), low: try reader.fixed(width: 8))
            guard length <= UInt64(end - offset) else { throw .truncated }
            blocks.append(Block(bytes: offset..<(offset + Int(length)), check: check))
            offset += Int(length)
        }
        guard offset == end else { throw .malformed("length") }
        return blocks
    }

    /// Names each page and the bytes of the file where it lies, every block checked.
    /// - Throws: `damaged`.
    func forEachPage(_ body: (StatePage, Range<Int>) -> Void) throws(ProjectionError) {
        for (number, block) in blocks.enumerated() {
            let place = "\(file.path), block \(number) at byte \(block.bytes.lowerBound)"
            let bytes = self.bytes(block.bytes)
            guard BlockCheck(of: bytes.span) == block.check else {
                throw .damaged("the checksum of a block does not match", place: place)
            }
            var reader = ByteReader(bytes)
            do throws(FormatError) {
                while !reader.isAtEnd {
                    let page = try StatePage.read(from: &reader)
                    let length = try reader.count()
                    let start = block.bytes.lowerBound + reader.offset
                    try reader.move(to: reader.offset + length)
                    body(page, start..<(start + length))
                }
            } catch { throw ProjectionError(error, place: place) }
        }
    }

    /// A copy of some bytes of the file.
    func bytes(_ range: Range<Int>) -> [UInt8] {
        file.copy(range)
    }
}
