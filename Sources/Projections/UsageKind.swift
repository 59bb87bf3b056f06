package import LedgerCore

/// What many calls of a segment have in common: all that roll-ups can be asked for but key, tenant
/// and quarter hour.
package struct UsageKind: Hashable, Sendable {
    /// By which entries the calls are recorded.
    package enum Form: UInt8, Sendable {
        /// `usage.recorded`, allowed: the amounts are its quantities.
        case allowed = 0
        /// `usage.recorded`, denied: one amount, of `denied_calls`.
        case reportedDenial = 1
        /// `usage.denied`: one amount, of `denied_calls`.
        case denial = 2
        /// `usage.denied_aggregate`: an amount for each code, which stand for the meters.
        case denials = 3
    }

    package var form: Form
    /// Nil where the entry has none.
    package var operation: String?
    /// The API's own error, or why the call was denied.
    package var code: String?
    /// Who called, where there was no key.
    package var principal: String?
    /// The backfill that the records came with: whether they count is for the reader to say.
    package var backfill: String?
    package var scopes: [String] = []
    /// What the amounts are of.
    package var meters: [String]

    package init(form: Form, meters: [String]) {
        self.form = form
        self.meters = meters
    }

    package var outcome: Outcome { form == .allowed ? .allowed : .denied }
}

extension UsageKind {
    /// - Returns: nil for an entry that is of no call.
    package init?(_ body: EntryBody) {
        switch body {
        case .usageRecorded(let usage): self.init(usage)
        case .usageDenied(let usage):
            self.init(form: .denial, meters: [Meter.deniedCalls])
            operation = usage.operation
            code = usage.code
            scopes = usage.scopes
        case .usageDeniedAggregate(let usage):
            self.init(form: .denials, meters: usage.counts.items.map(\.meter))
        default: return nil
        }
    }

    package init(_ usage: UsageRecorded) {
        if usage.outcome == .allowed {
            self.init(form: .allowed, meters: usage.quantities.items.map(\.meter))
        } else {
            self.init(form: .reportedDenial, meters: [Meter.deniedCalls])
        }
        operation = usage.operation
        code = usage.code
        principal = usage.principal
        backfill = usage.backfill
        scopes = usage.scopes
    }

    /// The amounts of an entry of this kind, in the order of the meters.
    package func amounts(of body: EntryBody) -> [Int64] {
        switch body {
        case .usageRecorded(let usage):
            form == .allowed
                ? usage.quantities.items.map(\.quantity) : [usage.quantities[Meter.calls]]
        case .usageDenied: [1]
        case .usageDeniedAggregate(let usage): usage.counts.items.map(\.quantity)
        default: []
        }
    }
}

extension UsageKind {
    /// Which texts follow.
    private struct Presence: OptionSet {
        let rawValue: UInt8
        static let operation = Presence(rawValue: 1)
        static let code = Presence(rawValue: 2)
        static let principal = Presence(rawValue: 4)
        static let backfill = Presence(rawValue: 8)
        static let all: Presence = [.operation, .code, .principal, .backfill]
    }

    func write(to writer: inout ByteWriter) {
        var presence: Presence = []
        if operation != nil { presence.insert(.operation) }
        if code != nil { presence.insert(.code) }
        if principal != nil { presence.insert(.principal) }
        if backfill != nil { presence.insert(.backfill) }
        writer.byte(form.rawValue)
        writer.byte(presence.rawValue)
        for text in [operation, code, principal, backfill] {
            if let text { writer.text(text) }
        }
        for list in [scopes, meters] {
            writer.unsigned(UInt64(list.count))
            for text in list { writer.text(text) }
        }
    }

    init(from reader: inout ByteReader) throws(FormatError) {
        guard let form = Form(rawValue: try reader.byte()) else { throw .malformed("form") }
        let presence = Presence(rawValue: try reader.byte())
        guard presence.isSubset(of: .all) else { throw .malformed("presence") }
        self.form = form
        operation = presence.contains(.operation) ? try reader.text() : nil
        code = presence.contains(.code) ? try reader.text() : nil
        principal = presence.contains(.principal) ? try reader.text() : nil
        backfill = presence.contains(.backfill) ? try reader.text() : nil
        scopes = try Self.texts(from: &reader)
        meters = try Self.texts(from: &reader)
    }

    private static func texts(from reader: inout ByteReader) throws(FormatError) -> [String] {
        let count = try reader.count()
        var texts: [String] = []
        for _ in 0..<count { texts.append(try reader.text()) }
        return texts
    }
}
