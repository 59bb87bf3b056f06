/// The lists that a state is stored as. The numbers are those of the files, and stay.
package enum StateSection: UInt8, Sendable, CaseIterable {
    /// The position and all that is no list, with the length of every list.
    case head = 1
    case meters = 2
    case tenants = 3
    case principals = 4
    case keys = 5
    case keyUses = 6
    case secrets = 7
    case counterKeys = 8
    case counters = 9
    case backfills = 10
    /// These three of each open backfill.
    case pendingUses = 11
    case pendingCounterKeys = 12
    case pendingCounters = 13
}

/// Names a list of the state.
struct StateListName: Hashable, Sendable {
    let section: StateSection
    /// The backfill's index for what is pending, else 0.
    let owner: Int
}

/// Names a page of the state. The order of names is the order in which pages are read.
package struct StatePage: Hashable, Sendable, Comparable {
    let list: StateListName
    /// Counts the pages of the list, from 0.
    let number: Int

    static let head = StatePage(list: StateListName(section: .head, owner: 0), number: 0)

    /// Whether it holds what an open backfill has not committed.
    package var isPending: Bool {
        switch list.section {
        case .pendingUses, .pendingCounterKeys, .pendingCounters: true
        case .head, .meters, .tenants, .principals, .keys, .keyUses, .secrets, .counterKeys,
            .counters, .backfills:
            false
        }
    }

    /// A place for errors: `keys, page 3`.
    package var place: String {
        let owner = isPending ? " of backfill \(list.owner)" : ""
        return "\(list.section)\(owner), page \(number)"
    }

    package static func < (a: StatePage, b: StatePage) -> Bool {
        (a.list.section.rawValue, a.list.owner, a.number)
            < (b.list.section.rawValue, b.list.owner, b.number)
    }

    /// Section, owner, number.
    package func write(to writer: inout ByteWriter) {
        writer.byte(list.section.rawValue)
        writer.index(list.owner)
        writer.index(number)
    }

    package static func read(from reader: inout ByteReader) throws(FormatError) -> StatePage {
        guard let section = StateSection(rawValue: try reader.byte()) else {
            throw .malformed("section of the state")
        }
        let list = StateListName(section: section, owner: try reader.index())
        return StatePage(list: list, number: try reader.index())
    }
}
