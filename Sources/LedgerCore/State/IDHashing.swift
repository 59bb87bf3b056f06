/// An id that an entry binds, as the index of ids keeps it.
package struct BoundID: Hashable, Sendable {
    package let hash: UInt64
    /// That of the entry.
    package let sequence: UInt64

    package init(hash: UInt64, sequence: UInt64) {
        self.hash = hash
        self.sequence = sequence
    }
}

/// How ids are hashed for the dedup. The key is a secret of the ledger, so that nobody can choose
/// ids that collide.
package struct IDHashing: Sendable {
    private let key: (UInt64, UInt64)
    private let mask: UInt64

    /// - Parameter bits: how many bits of a hash count, 1 to 64. Tests also use few, so that ids
    ///   collide.
    package init(key: (UInt64, UInt64), bits: Int = 64) {
        self.key = key
        mask = .max >> UInt64(64 - bits)
    }

    /// SipHash of kind, tenant, source and id, each text with its length.
    package func hash(tenant: String, kind: DedupKind, source: String, id: String) -> UInt64 {
        var hash = SipHash(key: key)
        hash.combine(kind.rawValue)
        hash.combine(tenant)
        hash.combine(source)
        hash.combine(id)
        return hash.finish() & mask
    }

    /// The hash of the id that a usage record binds.
    /// - Parameters:
    ///   - tenant: UTF-8.
    ///   - id: UTF-8.
    package func hash(
        usageOf tenant: Span<UInt8>, source: String, id: Span<UInt8>
    ) -> UInt64 {
        var hash = SipHash(key: key)
        hash.combine(DedupKind.usage.rawValue)
        hash.combine(text: tenant)
        hash.combine(source)
        hash.combine(text: id)
        return hash.finish() & mask
    }

    /// The id that an entry binds; nil where it binds none.
    package func boundID(of entry: Entry) -> BoundID? {
        hash(boundBy: entry).map { BoundID(hash: $0, sequence: entry.sequence) }
    }

    /// The hash of the id that an entry binds; nil where it binds none.
    package func hash(boundBy entry: Entry) -> UInt64? {
        switch entry.body {
        case .usageCompleted(let payload):
            return hash(
                tenant: entry.tenant, kind: .completion, source: "", id: String(payload.decision))
        case .usageRecorded: return hash(.usage, of: entry)
        default: return entry.isCommandWithID ? hash(.command, of: entry) : nil
        }
    }

    private func hash(_ kind: DedupKind, of entry: Entry) -> UInt64? {
        guard let source = entry.source, let id = entry.id else { return nil }
        return hash(tenant: entry.tenant, kind: kind, source: source, id: id)
    }
}
