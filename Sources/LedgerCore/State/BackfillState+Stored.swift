extension BackfillState: StoredElement {
    /// Without what is pending, which has lists of its own.
    func write(to writer: inout ByteWriter) {
        writer.text(id)
        writer.index(tenant)
        writer.word(kind)
        writer.word(status)
        writer.unsigned(UInt64(records))
    }

    static func read(from reader: inout ByteReader) throws(FormatError) -> BackfillState {
        var backfill = BackfillState(
            id: try reader.text(), tenant: try reader.index(), kind: try reader.word(),
            status: try reader.word())
        let records = try reader.unsigned()
        // More than a log comes to have, so that counting on does not overflow.
        guard records < 1 << 62 else { throw .malformed("count") }
        backfill.records = Int64(records)
        return backfill
    }
}

extension PendingUse: StoredElement {
    func write(to writer: inout ByteWriter) {
        writer.index(key)
        use.write(to: &writer)
    }

    static func read(from reader: inout ByteReader) throws(FormatError) -> PendingUse {
        PendingUse(key: try reader.index(), use: try .read(from: &reader))
    }
}
