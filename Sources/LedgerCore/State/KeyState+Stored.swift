extension KeyState: StoredElement {
    func write(to writer: inout ByteWriter) {
        writer.text(id)
        writer.index(tenant)
        writer.optional(owner)
        writer.text(origin)
        scopes.write(to: &writer)
        caps.write(to: &writer)
        writer.unsigned(capsEntry)
        writer.optional(expiresAt)
        writer.word(status)
        statusAt.write(to: &writer)
        writer.optional(inactiveSince)
        secrets.write(to: &writer)
        writer.optional(tenants)
        writer.optional(name)
        createdAt.write(to: &writer)
        history.write(to: &writer)
    }

    static func read(from reader: inout ByteReader) throws(FormatError) -> KeyState {
        KeyState(
            id: try reader.text(), tenant: try reader.index(), owner: try reader.optional(),
            origin: try reader.text(), scopes: try .read(from: &reader),
            caps: try .read(from: &reader), capsEntry: try reader.unsigned(),
            expiresAt: try reader.optional(), status: try reader.word(),
            statusAt: try .read(from: &reader), inactiveSince: try reader.optional(),
            secrets: try .read(from: &reader), tenants: try reader.optional(),
            name: try reader.optional(), createdAt: try .read(from: &reader),
            history: try .read(from: &reader))
    }
}

extension SecretVersion: StoredElement {
    func write(to writer: inout ByteWriter) {
        writer.signed(version)
        digest.write(to: &writer)
        writer.text(hint)
        writer.optional(endsAt)
    }

    static func read(from reader: inout ByteReader) throws(FormatError) -> SecretVersion {
        SecretVersion(
            version: try reader.signed(), digest: try reader.digest(), hint: try reader.text(),
            endsAt: try reader.optional())
    }
}

extension KeyUse: StoredElement {
    /// A byte for what there is, then when it was last seen and how long before that it was last
    /// used: most keys are used whenever they are seen, which then is one byte.
    func write(to writer: inout ByteWriter) {
        writer.byte((lastUsed == nil ? 0 : 1) | (lastSeen == nil ? 0 : 2))
        lastSeen?.write(to: &writer)
        if let lastUsed {
            writer.signed((lastSeen?.microseconds ?? 0) &- lastUsed.microseconds)
        }
        writer.total(usageCount)
    }

    static func read(from reader: inout ByteReader) throws(FormatError) -> KeyUse {
        let presence = try reader.byte()
        guard presence < 4 else { throw .malformed("presence") }
        var use = KeyUse()
        if presence & 2 != 0 { use.lastSeen = try .read(from: &reader) }
        if presence & 1 != 0 {
            let seen = use.lastSeen?.microseconds ?? 0
            use.lastUsed = Timestamp(microseconds: seen &- (try reader.signed()))
        }
        use.usageCount = try reader.total()
        return use
    }
}

extension SecretOwner: StoredElement {
    func write(to writer: inout ByteWriter) {
        digest.write(to: &writer)
        writer.index(reference.key)
        writer.signed(reference.version)
    }

    static func read(from reader: inout ByteReader) throws(FormatError) -> SecretOwner {
        SecretOwner(
            digest: try reader.digest(),
            reference: SecretReference(key: try reader.index(), version: try reader.signed()))
    }
}
