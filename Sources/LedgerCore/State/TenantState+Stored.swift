extension TenantState: StoredElement {
    /// Without its keys and principals, which say themselves whose they are.
    func write(to writer: inout ByteWriter) {
        writer.text(id)
        caps.write(to: &writer)
        writer.unsigned(capsEntry)
        writer.signed(lateDays)
        writer.text(profile)
        writer.optional(tier)
        writer.text(timeZone)
        writer.flag(isClosed)
        createdAt.write(to: &writer)
        periods.write(to: &writer)
        meters.write(to: &writer)
        writer.optional(openImport)
    }

    static func read(from reader: inout ByteReader) throws(FormatError) -> TenantState {
        TenantState(
            id: try reader.text(), caps: try .read(from: &reader),
            capsEntry: try reader.unsigned(), lateDays: try reader.signed(),
            profile: try reader.text(), tier: try reader.optional(),
            timeZone: try reader.text(), isClosed: try reader.flag(),
            createdAt: try .read(from: &reader), periods: try .read(from: &reader),
            meters: try .read(from: &reader), openImport: try reader.optional())
    }
}

extension Cap: StoredElement {
    func write(to writer: inout ByteWriter) {
        writer.text(meter)
        writer.word(period)
        writer.signed(limit)
    }

    static func read(from reader: inout ByteReader) throws(FormatError) -> Cap {
        Cap(meter: try reader.text(), period: try reader.word(), limit: try reader.signed())
    }
}

extension PeriodBounds: StoredElement {
    /// The days as how long after the one before they begin.
    func write(to writer: inout ByteWriter) {
        writer.signed(Int64(month.ordinal))
        startsAt.write(to: &writer)
        endsAt.write(to: &writer)
        writer.unsigned(UInt64(days.count))
        var previous = startsAt
        for day in days {
            writer.signed(day.microseconds &- previous.microseconds)
            previous = day
        }
    }

    static func read(from reader: inout ByteReader) throws(FormatError) -> PeriodBounds {
        var bounds = PeriodBounds(
            month: try reader.month(), startsAt: try .read(from: &reader),
            endsAt: try .read(from: &reader), days: [])
        let count = try reader.count()
        var previous = bounds.startsAt
        for _ in 0..<count {
            previous = Timestamp(microseconds: previous.microseconds &+ (try reader.signed()))
            bounds.days.append(previous)
        }
        return bounds
    }
}

extension PrincipalState: StoredElement {
    func write(to writer: inout ByteWriter) {
        writer.text(id)
        writer.index(tenant)
        writer.word(kind)
        writer.word(role)
        writer.optional(personal)
        writer.flag(isRemoved)
        addedAt.write(to: &writer)
    }

    static func read(from reader: inout ByteReader) throws(FormatError) -> PrincipalState {
        PrincipalState(
            id: try reader.text(), tenant: try reader.index(), kind: try reader.word(),
            role: try reader.word(), personal: try reader.optional(),
            isRemoved: try reader.flag(), addedAt: try .read(from: &reader))
    }
}

extension SealedPersonal: StoredElement {
    func write(to writer: inout ByteWriter) {
        writer.text(holder)
        commitment.write(to: &writer)
        writer.lengthAndBytes(ciphertext)
    }

    static func read(from reader: inout ByteReader) throws(FormatError) -> SealedPersonal {
        SealedPersonal(
            holder: try reader.text(), commitment: try reader.digest(),
            ciphertext: try reader.lengthAndBytes())
    }
}
