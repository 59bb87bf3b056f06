extension Entry {
    /// The leaf's version, its member `v`.
    package static let leafVersion: Int64 = 1

    /// The canonical JSON of the entry (RFC 8785): what is hashed, served and exported, byte for
    /// byte.
    ///
    /// - Parameter blind: 16 bytes of a keyed function of the sequence, so that a leaf's hash tells
    ///   nobody its content.
    package func leaf(blind: [UInt8]) -> [UInt8] {
        var writing = EntryLeafWriting(json: CanonicalJSON(capacity: 1_024))
        writing.write(self, blind: blind)
        return writing.json.bytes
    }
}

/// Writes the members of a leaf in the order of their names: all of them, or with gaps where a
/// record of a template fills in its own.
struct EntryLeafWriting {
    var json: CanonicalJSON
    /// Where the gaps are; nil where there are none.
    var gaps: [UsageLeaf.Gap]?

    mutating func write(_ entry: Entry, blind: [UInt8]) {
        json.beginObject()
        json.name("actor")
        entry.actor.writeLeaf(to: &json)
        if let personal = entry.actorPersonal {
            member("actor_personal", .actorPersonal) { $0.hexadecimal(personal.commitment) }
        }
        member("blind", .blind) { $0.string(Hex.encode(blind)) }
        json.name("data")
        writeData(entry.body)
        if !entry.defaulted.isEmpty {
            json.name("defaulted")
            entry.defaulted.writeLeaf(to: &json)
        }
        if let id = entry.id { member("id", .id) { $0.string(id) } }
        if let key = entry.key { member("key", .key) { $0.string(key) } }
        if let personal = entry.personal {
            member("personal", .personal) { $0.hexadecimal(personal.commitment) }
        }
        member("recorded_at", .recordedAt) { $0.time(entry.recordedAt) }
        member("sequence", .sequence) { $0.integer(entry.sequence) }
        if let source = entry.source {
            json.name("source")
            json.string(source)
        }
        member("tenant", .tenant) { $0.string(entry.tenant) }
        if let time = entry.time { member("time", .time) { $0.time(time) } }
        json.name("type")
        json.string(entry.type.name)
        json.name("v")
        json.integer(Entry.leafVersion)
        json.endObject()
    }

    private mutating func writeData(_ body: EntryBody) {
        if gaps != nil, case .usageRecorded(var usage) = body {
            json.beginObject()
            usage.visit(&self)
            json.endObject()
            return
        }
        var writing = PayloadLeafWriting(json: json)
        // Moved in and out, so that the bytes keep their one owner.
        json = CanonicalJSON()
        body.accept(&writing)
        json = writing.json
    }

    private mutating func member(
        _ name: StaticString, _ slot: UsageLeaf.Slot, _ write: (inout CanonicalJSON) -> Void
    ) {
        json.name(name)
        if gaps == nil { write(&json) } else { leave(slot) }
    }

    mutating func leave(_ slot: UsageLeaf.Slot) {
        gaps?.append(UsageLeaf.Gap(slot: slot, end: json.skipValue()))
    }
}

private struct PayloadLeafWriting: PayloadVisitor {
    var json: CanonicalJSON

    mutating func visit(_ payload: some EntryPayload) { payload.writeLeaf(to: &json) }
}
