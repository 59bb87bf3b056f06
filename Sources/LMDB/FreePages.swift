import Glibc

/// The list of free pages of a data file, read through its descriptor and not through the memory
/// map, so that a page beyond the end of the file is an error and not a `SIGBUS`.
///
/// Why it is needed: a file shorter than its meta page says need not have lost anything. LMDB 0.9
/// gives out a page at the end, takes it back in the same commit, lists it as free and never
/// writes it. Only a missing page that is not listed as free is a loss.
///
/// The layout is that of LMDB 0.9 on 64 bits, in the byte order of the machine (`mdb.c`,
/// `MDB_meta`,
/// `MDB_page`, `MDB_node`): database 0 of the meta page maps the commit that freed pages to a count
/// and as many page numbers.
struct FreePages {
    /// The layout's constants. Offsets in bytes.
    private enum Layout {
        static let headerSize = 16
        static let flagsOffset = 10
        static let lowerOffset = 12
        static let nodeHeaderSize = 8
        static let branchFlag = 0x01
        static let leafFlag = 0x02
        static let overflowFlag = 0x04
        static let bigValueFlag = 0x01
        static let metaFreeRootOffset = 80
        static let metaLastPageOffset = 136
        static let metaCommitOffset = 144
    }

    private let file: DataPages
    private let freeRoot: Int
    private let lastPage: Int

    /// - Parameter commit: the commit whose list is read; a read transaction must keep it.
    init(_ file: DataPages, commit: Int) throws(LMDBError) {
        // Commits write the two meta pages in turn.
        let meta = try file.read(page: commit & 1)
        guard try meta.number(at: Layout.metaCommitOffset, bytes: 8) == commit else {
            throw file.corrupted("the meta page of commit \(commit) is gone")
        }
        self.file = file
        freeRoot = try meta.number(at: Layout.metaFreeRootOffset, bytes: 8)
        lastPage = try meta.number(at: Layout.metaLastPageOffset, bytes: 8)
    }

    /// Whether every page that the file should have and has not is free.
    func includeMissing() throws(LMDBError) -> Bool {
        let missing = lastPage + 1 - file.pageCount
        // A root of all ones is an empty list.
        guard missing > 0, freeRoot >= 0 else { return missing <= 0 }
        var listed = 0
        var pending = [freeRoot]
        var visited = 0
        while let page = pending.popLast() {
            visited += 1
            guard visited <= file.pageCount else { throw file.corrupted("the free list is a loop") }
            let bytes = try file.read(page: page)
            let flags = try bytes.number(at: Layout.flagsOffset, bytes: 2)
            let lower = try bytes.number(at: Layout.lowerOffset, bytes: 2)
            for pointer in stride(from: Layout.headerSize, to: lower, by: 2) {
                let node = try bytes.number(at: pointer, bytes: 2)
                if flags & Layout.branchFlag != 0 {
                    pending.append(try bytes.number(at: node, bytes: 6))
                } else if flags & Layout.leafFlag != 0 {
                    listed += try count(inNode: node, of: bytes)
                } else {
                    throw file.corrupted("page \(page) is not one of the free list")
                }
            }
        }
        return listed == missing
    }

    /// The number of missing pages that one entry of the list names.
    private func count(inNode node: Int, of bytes: PageBytes) throws(LMDBError) -> Int {
        let flags = try bytes.number(at: node + 4, bytes: 2)
        let value = node + Layout.nodeHeaderSize + (try bytes.number(at: node + 6, bytes: 2))
        guard flags & Layout.bigValueFlag != 0 else { return try count(inList: value, of: bytes) }
        let page = try bytes.number(at: value, bytes: 8)
        let header = try file.read(page: page)
        guard try header.number(at: Layout.flagsOffset, bytes: 2) & Layout.overflowFlag != 0 else {
            throw file.corrupted("page \(page) is not one of the free list")
        }
        let pages = try header.number(at: Layout.lowerOffset, bytes: 4)
        return try count(inList: Layout.headerSize, of: file.read(page: page, count: pages))
    }

    private func count(inList start: Int, of bytes: PageBytes) throws(LMDBError) -> Int {
        var count = 0
        for index in 0..<max(0, try bytes.number(at: start, bytes: 8)) {
            let page = try bytes.number(at: start + 8 * (index + 1), bytes: 8)
            if page >= file.pageCount && page <= lastPage { count += 1 }
        }
        return count
    }
}

/// The pages of a data file, read through LMDB's own descriptor.
struct DataPages {
    let descriptor: Int32
    let pageSize: Int
    let fileSize: Int
    let path: String

    /// The number of pages that are whole.
    var pageCount: Int { fileSize / pageSize }

    /// Reads pages that follow one another.
    /// - Throws: `truncated` if the file has them not.
    func read(page: Int, count: Int = 1) throws(LMDBError) -> PageBytes {
        guard page >= 0, count >= 0, page <= pageCount, count <= pageCount - page else {
            throw truncated("page \(page) is missing")
        }
        var bytes = [UInt8](repeating: 0, count: count * pageSize)
        let size = unsafe pread(descriptor, &bytes, bytes.count, page * pageSize)
        guard size >= 0 else { throw LMDBError(status: errno, operation: "open", path: path) }
        guard size == bytes.count else { throw truncated("page \(page) is missing") }
        return PageBytes(bytes: bytes, file: self)
    }

    func truncated(_ message: String) -> LMDBError {
        LMDBError(code: .truncated, operation: "open", path: path, message: message)
    }

    func corrupted(_ message: String) -> LMDBError {
        LMDBError(code: .corrupted, operation: "open", path: path, message: message)
    }
}

/// The bytes of pages, with every offset checked: a damaged file says anything.
struct PageBytes {
    let bytes: [UInt8]
    let file: DataPages

    /// The number at an offset, of up to 8 bytes; one above `Int.max` comes out negative.
    func number(at offset: Int, bytes count: Int) throws(LMDBError) -> Int {
        guard offset >= 0, count <= bytes.count, offset <= bytes.count - count else {
            throw file.corrupted("an offset points out of its page")
        }
        var number = 0
        for index in (offset..<offset + count).reversed() {
            number = number << 8 | Int(bytes[index])
        }
        return number
    }
}
