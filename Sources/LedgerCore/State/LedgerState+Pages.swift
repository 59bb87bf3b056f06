/// A state as pages, each to be stored for itself: what changed is stored, and the rest is where it
/// was stored before.
extension LedgerState {
    /// The pages to store so that they, with those of `older` for the rest, are this state; in
    /// ascending order. The head is always among them.
    /// - Parameter older: an earlier state that this one came from; it must have lived all the time
    ///   between, or a page that changed may look unchanged.
    package func pages(changedSince older: LedgerState?) -> [StatePage] {
        var pages = [StatePage.head]
        for list in Self.lists {
            let name = StateListName(section: list.section, owner: 0)
            pages += list.changedPages(self, older).map { StatePage(list: name, number: $0) }
        }
        let open = openBackfills
        for list in PendingUsage.lists {
            for index in open {
                let name = StateListName(section: list.section, owner: index)
                let before = older.flatMap { older in
                    index < older.backfills.count ? older.backfills[index].pending : nil
                }
                pages += list.changedPages(backfills[index].pending, before)
                    .map { StatePage(list: name, number: $0) }
            }
        }
        return pages
    }

    /// Writes one of this state's pages. The same state gives the same bytes.
    package func write(_ page: StatePage, to writer: inout ByteWriter) {
        let section = page.list.section
        if section == .head {
            writeHead(to: &writer)
        } else if let list = Self.lists.first(where: { $0.section == section }) {
            list.write(self, page.number, &writer)
        } else if let list = PendingUsage.lists.first(where: { $0.section == section }) {
            list.write(backfills[page.list.owner].pending, page.number, &writer)
        }
    }

    private var openBackfills: [Int] { backfills.indices.filter { backfills[$0].status == .open } }

    private func writeHead(to writer: inout ByteWriter) {
        let lists = lengths
        let head = StateHead(
            position: position, recordedAt: recordedAt, identity: identity, lengths: lists)
        head.write(to: &writer)
    }

    private var lengths: [StateHead.Length] {
        let own = Self.lists.map { list in
            StateHead.Length(
                list: StateListName(section: list.section, owner: 0), count: list.count(self))
        }
        let open = openBackfills
        let pending = PendingUsage.lists.flatMap { list in
            open.map { index in
                StateHead.Length(
                    list: StateListName(section: list.section, owner: index),
                    count: list.count(backfills[index].pending))
            }
        }
        return own + pending
    }
}

/// What the first page of a state says.
struct StateHead: StoredElement {
    /// How many elements a list has.
    struct Length: StoredElement {
        let list: StateListName
        let count: Int

        func write(to writer: inout ByteWriter) {
            writer.byte(list.section.rawValue)
            writer.index(list.owner)
            writer.index(count)
        }

        static func read(from reader: inout ByteReader) throws(FormatError) -> Length {
            guard let section = StateSection(rawValue: try reader.byte()) else {
                throw .malformed("section of the state")
            }
            let list = StateListName(section: section, owner: try reader.index())
            return Length(list: list, count: try reader.index())
        }
    }

    let position: UInt64
    let recordedAt: Timestamp
    let identity: LedgerCreated?
    let lengths: [Length]

    func write(to writer: inout ByteWriter) {
        writer.unsigned(position)
        recordedAt.write(to: &writer)
        writer.optional(identity)
        lengths.write(to: &writer)
    }

    static func read(from reader: inout ByteReader) throws(FormatError) -> StateHead {
        StateHead(
            position: try reader.unsigned(), recordedAt: try .read(from: &reader),
            identity: try reader.optional(), lengths: try .read(from: &reader))
    }
}

extension LedgerCreated: StoredElement {
    func write(to writer: inout ByteWriter) {
        writer.signed(entriesPerSegment)
        writer.text(ledger)
    }

    static func read(from reader: inout ByteReader) throws(FormatError) -> LedgerCreated {
        var created = LedgerCreated()
        created.entriesPerSegment = try reader.signed()
        created.ledger = try reader.text()
        return created
    }
}
