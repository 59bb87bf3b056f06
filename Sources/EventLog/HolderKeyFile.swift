import LedgerCore

/// The keys of holders on disk: a file of rows that only grows, where a row is erased in place.
///
/// A row that a crash cut off is dropped when the file is opened: `append` returns only when its
/// rows are durable, and nothing that needs them is committed before. Any other damage is an error.
struct HolderKeyFile: ~Copyable, Sendable {
    private let file: OpenFile
    private var records: [HolderKeyRecord]

    /// Makes a file of rows that another one had, in their order; of none, an empty one.
    static func create(path: String, rows: [HolderKeyRecord] = []) throws(LogError) {
        let file = try OpenFile(path: path, access: .create)
        try file.truncate(to: 0)
        try file.write(rows.flatMap(\.encoded), at: 0)
        try file.sync()
    }

    /// The rows, all of which are durable.
    var rows: [HolderKeyRecord] { records }

    /// - Throws: `damaged`, `newer_version`, `file_failed`.
    init(path: String) throws(LogError) {
        let file = try OpenFile(path: path, access: .readWrite)
        let bytes = try file.readAll()
        let size = HolderKeyRecord.byteCount
        let rows = (0..<(bytes.count / size)).map { index in
            HolderKeyRecord.read(bytes[(index * size)..<((index + 1) * size)])
        }
        let whole = try Self.wholeRows(rows, path: path)
        var records: [HolderKeyRecord] = []
        for row in rows[..<whole] {
            switch row {
            case .record(let record):
                records.append(record)
            case .halfErased(let holder):
                let record = HolderKeyRecord(holder: holder, key: nil, durableCount: 0)
                try file.write(record.encoded, at: records.count * size)
                try file.sync()
                records.append(record)
            case .unknownVersion, .damaged:
                preconditionFailure("such rows are not among the whole ones")
            }
        }
        if whole * size != bytes.count {
            try file.truncate(to: whole * size)
            try file.sync()
        }
        self.file = file
        self.records = records
    }

    /// How many rows there are before one that a crash cut off.
    private static func wholeRows(
        _ rows: [HolderKeyRecord.Reading], path: String
    ) throws(LogError) -> Int {
        var whole = rows.count
        var durableCount: UInt64 = 0
        for (index, row) in rows.enumerated() {
            switch row {
            case .record(let record): durableCount = max(durableCount, record.durableCount)
            case .halfErased: continue
            case .damaged: whole = min(whole, index)
            case .unknownVersion(let version):
                throw .newer("holder key format \(version)", place: path)
            }
        }
        guard durableCount <= UInt64(whole) else {
            throw .damaged("row \(whole) does not match its checksum", place: path)
        }
        return whole
    }

    /// The keys there are, by holder.
    var keys: [Digest: [UInt8]] {
        var keys: [Digest: [UInt8]] = [:]
        for record in records { keys[record.holder] = record.key }
        return keys
    }

    /// The holders that had a key erased. One may have a new key since.
    var erasedHolders: Set<Digest> {
        Set(records.lazy.filter { $0.key == nil }.map(\.holder))
    }

    /// Adds keys and makes them durable. After an error the process ends.
    mutating func append(_ added: [(holder: Digest, key: [UInt8])]) throws(LogError) {
        let durableCount = UInt64(records.count)
        try append(
            records: added.map {
                HolderKeyRecord(holder: $0.holder, key: $0.key, durableCount: durableCount)
            })
    }

    private mutating func append(records added: [HolderKeyRecord]) throws(LogError) {
        try file.write(
            added.flatMap(\.encoded), at: records.count * HolderKeyRecord.byteCount)
        KillPoint.beforeHolderKeySync.pass()
        try file.sync()
        KillPoint.afterHolderKeySync.pass()
        records += added
    }

    /// Destroys a holder's keys in place and makes that durable. After an error the process ends.
    ///
    /// Two writes, each synced: the state first, so that a crash between them leaves a row that the
    /// next opening finishes, and never one that looks damaged. A holder without a row, whose key
    /// was never durable, gets one that says it was erased.
    mutating func erase(_ holder: Digest) throws(LogError) {
        let rows = records.indices.filter { records[$0].holder == holder }
        if rows.isEmpty {
            let durableCount = UInt64(records.count)
            try append(
                records: [HolderKeyRecord(holder: holder, key: nil, durableCount: durableCount)])
        }
        for row in rows where records[row].key != nil {
            records[row].key = nil
            let start = row * HolderKeyRecord.byteCount
            try file.write(
                [HolderKeyRecord.erasedState], at: start + HolderKeyRecord.stateOffset)
            try file.sync()
            try file.write(records[row].encoded, at: start)
            try file.sync()
        }
    }
}
