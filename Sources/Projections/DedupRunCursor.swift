import Files

/// Walks a run from its lowest fingerprint to its highest, a bucket at a time.
struct DedupRunCursor {
    private let run: DedupRun
    private var bucket = 0
    private var entries: [DedupEntry] = []
    private var index = 0
    /// The entry it is at.
    private(set) var entry: DedupEntry

    /// - Returns: nil for a run without entries.
    init?(_ run: DedupRun) throws(ProjectionError) {
        self.run = run
        entry = DedupEntry(fingerprint: 0, sequence: 0)
        guard try advance() else { return nil }
    }

    /// Goes to the next entry.
    /// - Returns: false at the end.
    mutating func advance() throws(ProjectionError) -> Bool {
        while index == entries.count {
            guard bucket < run.layout.bucketCount else { return false }
            try decode()
            bucket += 1
        }
        entry = entries[index]
        index += 1
        return true
    }

    private mutating func decode() throws(ProjectionError) {
        entries.removeAll(keepingCapacity: true)
        index = 0
        let prefix = UInt64(bucket) << UInt64(run.layout.remainderBits)
        let number = bucket
        try run.file.withBytes { bytes throws(ProjectionError) in
            let bucket = try run.bucket(number, in: bytes)
            let raw = unsafe bytes.bytes
            for index in 0..<bucket.count {
                entries.append(
                    DedupEntry(
                        fingerprint: prefix | bucket.remainder(index, in: raw),
                        sequence: try run.sequence(index, of: bucket, in: bytes)))
            }
        }
    }
}
