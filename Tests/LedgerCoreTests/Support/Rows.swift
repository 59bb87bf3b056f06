import LedgerCore

/// Rows that share a dictionary, as those of one frame do.
struct Rows {
    private(set) var rows: [[UInt8]] = []
    private var writer = RowWriter()

    init(_ entries: [Entry] = []) {
        for entry in entries { append(entry) }
    }

    mutating func append(_ entry: Entry) {
        writer.row = ByteWriter()
        entry.write(to: &writer)
        rows.append(writer.row.bytes)
    }

    /// The dictionary as a reader of the frame has it.
    var dictionary: FrameDictionary {
        writer.dictionary.built
    }
}

extension Entry {
    /// Reads a row that must hold one entry and nothing after it.
    static func read(
        row: [UInt8], dictionary: FrameDictionary, sequence: UInt64, recordedAt: Timestamp
    ) throws(FormatError) -> Entry {
        var reader = RowReader(row: ByteReader(row), dictionary: dictionary)
        let entry = try read(sequence: sequence, recordedAt: recordedAt, from: &reader)
        guard reader.row.isAtEnd else { throw .malformed("end of the row") }
        return entry
    }
}
