extension UsageRecord {
    /// Writes the row of the entry, byte for byte as `Entry.write` and `UsageRecorded.visit` do.
    /// - Parameter repeated: of the frame that `writer` writes.
    package func write(to writer: inout RowWriter, _ repeated: inout RepeatedTerms) {
        let prepared = prepared
        var presence = Entry.Presence.time
        if prepared.key != nil { presence.insert(.key) }
        if prepared.id != nil { presence.insert([.source, .id]) }
        if prepared.personal != nil { presence.insert(.personal) }
        if prepared.sender.personal != nil { presence.insert(.actorPersonal) }
        if !prepared.defaulted.isEmpty { presence.insert(.defaulted) }

        writer.row.byte(EntryType.usageRecorded.rawValue)
        writer.row.byte(presence.rawValue)
        writer.term(tenant)
        repeated.write(prepared.sender, to: &writer)
        if let key = prepared.key { writer.term(key) }
        writer.row.signed(time.microseconds &- recordedAt.microseconds)
        if let id = prepared.id {
            repeated.source.write(id.source, to: &writer)
            writer.row.text(id.id)
        }
        if let personal = prepared.personal { writer.personal(personal) }
        if let personal = prepared.sender.personal { writer.personal(personal) }
        writeList(prepared.defaulted, to: &writer)
        writePayload(to: &writer, &repeated)
    }

    private func writePayload(to writer: inout RowWriter, _ repeated: inout RepeatedTerms) {
        let prepared = prepared
        if prepared.usage.admitted { writer.row.byte(1) }
        writer.field(2, prepared.usage.backfill)
        repeated.client.write(field: 3, prepared.usage.client, to: &writer)
        repeated.code.write(field: 4, prepared.usage.code, to: &writer)
        writer.field(5, prepared.usage.durationUs)
        if !flags.isEmpty {
            writer.row.byte(6)
            writeList(flags.list.map(\.rawValue), to: &writer)
        }
        writer.row.byte(7)
        writer.term(prepared.usage.operation)
        repeated.outcome.write(field: 8, prepared.usage.outcome.rawValue, to: &writer)
        writer.field(9, prepared.usage.principal)
        writer.row.byte(10)
        writer.row.unsigned(UInt64(prepared.usage.quantities.items.count))
        for item in prepared.usage.quantities.items {
            repeated.meter.write(item.meter, to: &writer)
            writer.row.signed(item.quantity)
        }
        writer.field(11, prepared.usage.requestBytes)
        writer.field(12, prepared.usage.responseBytes)
        if !prepared.usage.scopes.isEmpty {
            writer.row.byte(13)
            writeList(prepared.usage.scopes, to: &writer)
        }
        writer.field(14, prepared.usage.secretVersion)
        writer.field(15, prepared.usage.status)
        if let traceID = prepared.usage.traceID {
            writer.row.byte(16)
            writer.row.text(traceID)
        }
        repeated.transport.write(field: 17, prepared.usage.transport, to: &writer)
        writer.row.byte(0)
    }

    /// Writes terms, and nothing for none: the presence or the field's number says that they are
    /// there.
    private func writeList(_ terms: [String], to writer: inout RowWriter) {
        guard !terms.isEmpty else { return }
        writer.row.unsigned(UInt64(terms.count))
        for term in terms { writer.term(term) }
    }
}

extension RowWriter {
    fileprivate mutating func field(_ number: UInt8, _ value: Int64?) {
        guard let value else { return }
        row.byte(number)
        row.signed(value)
    }

    fileprivate mutating func field(_ number: UInt8, _ text: String?) {
        guard let text else { return }
        row.byte(number)
        term(text)
    }
}

/// What the rows of one frame say again and again, with the form that it has there: to compare a
/// text with the one before costs less than to look it up.
package struct RepeatedTerms: Sendable {
    fileprivate var source = RepeatedTerm()
    fileprivate var client = RepeatedTerm()
    fileprivate var code = RepeatedTerm()
    fileprivate var outcome = RepeatedTerm()
    fileprivate var meter = RepeatedTerm()
    fileprivate var transport = RepeatedTerm()
    private var sender: (value: PreparedCaller, bytes: [UInt8])?

    /// Of a frame that has no rows yet.
    package init() {}

    /// Writes the actor of a sender.
    fileprivate mutating func write(_ sender: PreparedCaller, to writer: inout RowWriter) {
        if let known = self.sender, known.value.isSame(as: sender) {
            writer.row.bytes += known.bytes
        } else {
            let start = writer.row.bytes.count
            sender.actor.write(to: &writer)
            self.sender = (sender, Array(writer.row.bytes[start...]))
        }
    }
}

/// The text that some field had last, with its number.
private struct RepeatedTerm: Sendable {
    private var text = ""
    private var number: UInt64?

    mutating func write(_ text: String, to writer: inout RowWriter) {
        if let number, Term(self.text) == Term(text) {
            writer.row.unsigned(number)
        } else {
            let number = UInt64(writer.dictionary.number(of: text))
            writer.row.unsigned(number)
            self.text = text
            self.number = number
        }
    }

    mutating func write(field number: UInt8, _ text: String?, to writer: inout RowWriter) {
        guard let text else { return }
        writer.row.byte(number)
        write(text, to: &writer)
    }
}

extension PreparedCaller {
    /// Whether the texts of the actors have the same bytes.
    fileprivate func isSame(as other: PreparedCaller) -> Bool {
        self === other
            || actor.surface == other.actor.surface
                && Term.areSame(actor.credential, other.actor.credential)
                && Term.areSame(actor.principal, other.actor.principal)
    }
}
