extension Entry {
    /// The leaf's version, its member `v`.
    package static let leafVersion: Int64 = 1

    /// The canonical JSON of the entry (RFC 8785): what is hashed, served and exported, byte for
    /// byte.
    ///
    /// - Parameter blind: 16 bytes of a keyed function of the sequence, so that a leaf's hash tells
    ///   nobody its content.
    package func leaf(blind: [UInt8]) -> [UInt8] {
        var json = CanonicalJSON(capacity: 1_024)
        json.beginObject()
        json.name("actor")
        actor.writeLeaf(to: &json)
        if let actorPersonal {
            json.name("actor_personal")
            json.hexadecimal(actorPersonal.commitment)
        }
        json.name("blind")
        json.string(Hex.encode(blind))
        json.name("data")
        var writing = PayloadLeafWriting(json: json)
        json = CanonicalJSON()
        body.accept(&writing)
        json = writing.json
        if !defaulted.isEmpty {
            json.name("defaulted")
            defaulted.writeLeaf(to: &json)
        }
        if let id {
            json.name("id")
            json.string(id)
        }
        if let key {
            json.name("key")
            json.string(key)
        }
        if let personal {
            json.name("personal")
            json.hexadecimal(personal.commitment)
        }
        json.name("recorded_at")
        json.time(recordedAt)
        json.name("sequence")
        json.integer(sequence)
        if let source {
            json.name("source")
            json.string(source)
        }
        json.name("tenant")
        json.string(tenant)
        if let time {
            json.name("time")
            json.time(time)
        }
        json.name("type")
        json.string(body.type.name)
        json.name("v")
        json.integer(Entry.leafVersion)
        json.endObject()
        return json.bytes
    }
}

private struct PayloadLeafWriting: PayloadVisitor {
    var json: CanonicalJSON

    mutating func visit(_ payload: some EntryPayload) { payload.writeLeaf(to: &json) }
}
