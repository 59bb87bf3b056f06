import Files
import LedgerCore
import OpenSSL

/// Writes a run of the state, a block at a time. What it writes is a function of the pages and the
/// range only.
struct StateRunWriter: ~Copyable {
    private let from: UInt64
    private let to: UInt64
    private let file: ImmutableFile
    private var offset = StateRunLayout.headBytes
    private var block = ByteWriter()
    private var page = ByteWriter()
    /// A row per block.
    private var table = ByteWriter()
    private var blocks: UInt64 = 0

    init(from: UInt64, to: UInt64, folder: String) throws(ProjectionError) {
        self.from = from
        self.to = to
        file = try convertingFileErrors { () throws(FileError) in
            try ImmutableFile(path: "\(folder)/\(StateRunLayout.name(from: from, to: to))")
        }
    }

    /// Adds a page that is not before the last one.
    mutating func append(_ name: StatePage, of state: LedgerState) throws(ProjectionError) {
        page.bytes.removeAll(keepingCapacity: true)
        state.write(name, to: &page)
        name.write(to: &block)
        block.lengthAndBytes(page.bytes)
        if block.bytes.count >= StateRunLayout.blockBytes { try closeBlock() }
    }

    private mutating func closeBlock() throws(ProjectionError) {
        var bytes: [UInt8] = []
        swap(&bytes, &block.bytes)
        table.fixed(UInt64(bytes.count), width: 8)
        BlockCheck(of: bytes.span).append(to: &table.bytes)
        do { try file.write(bytes.span, at: offset) } catch { throw ProjectionError(error) }
        offset += bytes.count
        blocks += 1
    }

    /// Makes the file durable under its name.
    /// - Returns: the digest that names its content, and the bytes of the file.
    consuming func finish() throws(ProjectionError) -> (digest: Digest, bytes: Int) {
        if !block.bytes.isEmpty { try closeBlock() }
        var head = ByteWriter()
        head.bytes.append(contentsOf: StateRunLayout.magic)
        head.fixed(UInt64(StateRunLayout.version), width: 2)
        head.fixed(0, width: 2)
        head.fixed(from, width: 8)
        head.fixed(to, width: 8)
        head.fixed(blocks, width: 8)
        let covered = head.bytes + table.bytes
        let digest = Digest(words: SHA256.words(of: covered.span))
        let first = digest.bytes + head.bytes
        do {
            try file.write(table.bytes.span, at: offset)
            try file.write(first.span, at: 0)
            try file.commit()
        } catch { throw ProjectionError(error) }
        return (digest, offset + table.bytes.count)
    }
}
