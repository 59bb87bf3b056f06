extension Entry {
    /// What a row holds besides its fixed fields.
    struct Presence: OptionSet {
        let rawValue: UInt8
        static let key = Presence(rawValue: 1)
        static let time = Presence(rawValue: 2)
        static let source = Presence(rawValue: 4)
        static let id = Presence(rawValue: 8)
        static let personal = Presence(rawValue: 16)
        static let actorPersonal = Presence(rawValue: 32)
        static let defaulted = Presence(rawValue: 64)
        static let all: Presence = [
            .key, .time, .source, .id, .personal, .actorPersonal, .defaulted,
        ]
    }

    /// Writes the row of this entry. Sequence and time of recording are the frame's and not in it.
    ///
    /// Row: type (1 byte), presence (1 byte), tenant (term), actor (group), then what is present in
    /// the order key (term), time (signed, relative to the recording), source (term), id (text),
    /// personal, actor's personal (numbers), defaulted (terms); then the payload (group).
    package func write(to writer: inout RowWriter) {
        var presence: Presence = []
        if key != nil { presence.insert(.key) }
        if time != nil { presence.insert(.time) }
        if source != nil { presence.insert(.source) }
        if id != nil { presence.insert(.id) }
        if personal != nil { presence.insert(.personal) }
        if actorPersonal != nil { presence.insert(.actorPersonal) }
        if !defaulted.isEmpty { presence.insert(.defaulted) }

        writer.row.byte(body.type.rawValue)
        writer.row.byte(presence.rawValue)
        writer.term(tenant)
        actor.write(to: &writer)
        if let key { writer.term(key) }
        if let time { writer.row.signed(time.microseconds &- recordedAt.microseconds) }
        if let source { writer.term(source) }
        if let id { writer.row.text(id) }
        if let personal { writer.personal(personal) }
        if let actorPersonal { writer.personal(actorPersonal) }
        if !defaulted.isEmpty { defaulted.map(Term.init).write(to: &writer) }
        var writing = PayloadWriting(writer: writer)
        writer = RowWriter()
        body.accept(&writing)
        writer = writing.writer
    }

    /// Reads a row; `sequence` and `recordedAt` come from the frame around it.
    package static func read(
        sequence: UInt64, recordedAt: Timestamp, from reader: inout RowReader
    ) throws(FormatError) -> Entry {
        let number = try reader.row.byte()
        guard let type = EntryType(rawValue: number) else { throw .unknownType(number) }
        let presence = Presence(rawValue: try reader.row.byte())
        guard presence.isSubset(of: .all) else { throw .malformed("presence") }
        let tenant = try reader.term()
        let actor = try Actor.read(from: &reader)
        let key = presence.contains(.key) ? try reader.term() : nil
        let time =
            presence.contains(.time)
            ? Timestamp(microseconds: recordedAt.microseconds &+ (try reader.row.signed())) : nil
        let source = presence.contains(.source) ? try reader.term() : nil
        let id = presence.contains(.id) ? try reader.row.text() : nil
        let personal = presence.contains(.personal) ? try reader.personal() : nil
        let actorPersonal = presence.contains(.actorPersonal) ? try reader.personal() : nil
        let defaulted =
            presence.contains(.defaulted) ? try [Term].read(from: &reader).map(\.text) : []
        let body = try EntryBody.read(type, from: &reader)
        return Entry(
            sequence: sequence, recordedAt: recordedAt, tenant: tenant, actor: actor, key: key,
            time: time, source: source, id: id, personal: personal, actorPersonal: actorPersonal,
            defaulted: defaulted, body: body)
    }
}

extension Entry {
    /// The number of the term that is the key of a row; nil where it has none. Reads no more of the
    /// row than comes before that.
    package static func keyTerm(ofRow row: ArraySlice<UInt8>) throws(FormatError) -> Int? {
        var reader = ByteReader(row)
        _ = try reader.byte()
        guard Presence(rawValue: try reader.byte()).contains(.key) else { return nil }
        _ = try reader.unsigned()
        // Every field of an actor is a term.
        while try reader.byte() != 0 { _ = try reader.unsigned() }
        return Int(clamping: try reader.unsigned())
    }
}

private struct PayloadWriting: PayloadVisitor {
    var writer: RowWriter

    mutating func visit(_ payload: some EntryPayload) { payload.write(to: &writer) }
}
