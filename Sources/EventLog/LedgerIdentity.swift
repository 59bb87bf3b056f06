import LMDB
import LedgerCore

/// What a ledger is, for ever: written when it is made, and again in its first entry.
package struct LedgerIdentity: Sendable, Hashable {
    /// The ledger's identity: 16 random bytes in hexadecimal.
    package let ledger: String
    /// How many entries a segment holds; no frame crosses a multiple of it.
    package let entriesPerSegment: UInt64

    package init(ledger: String, entriesPerSegment: UInt64) {
        self.ledger = ledger
        self.entriesPerSegment = entriesPerSegment
    }
}

/// The rows of the database `identity`: the value, then SHA-256 of name, a zero byte and value.
/// LMDB checks no pages, so that every row carries its own checksum.
extension LedgerIdentity {
    /// The version of the log's layout that this program writes, and the newest it reads.
    static let formatVersion: UInt64 = 1

    private enum Row: String {
        case formatVersion = "format_version"
        case ledger
        case entriesPerSegment = "entries_per_segment"

        var key: [UInt8] { Array(rawValue.utf8) }
        var place: String { "log, identity \(rawValue)" }

        func checksum(of value: ArraySlice<UInt8>) -> Digest {
            Frame.checksum(of: (key + [0] + value)[...])
        }
    }

    func write(to transaction: inout WriteTransaction, in database: Database) throws(LMDBError) {
        for (row, value) in [
            (Row.formatVersion, LogStore.key(Self.formatVersion)),
            (Row.ledger, Array(ledger.utf8)),
            (Row.entriesPerSegment, LogStore.key(entriesPerSegment)),
        ] {
            let stored = value + row.checksum(of: value[...]).bytes
            try transaction.put(row.key.span, stored.span, in: database)
        }
    }

    /// - Throws: `damaged`, `newer_version`, `storage_failed`.
    init(from environment: Environment, in database: Database) throws(LogError) {
        let transaction: ReadTransaction
        do throws(LMDBError) {
            transaction = try environment.beginRead()
        } catch {
            throw LogError(error)
        }
        let version = try Self.number(.formatVersion, from: transaction, in: database)
        guard version == Self.formatVersion else {
            throw .newer("log format \(version)", place: Row.formatVersion.place)
        }
        let text = try Self.value(.ledger, from: transaction, in: database)
        guard let ledger = String(validating: text, as: UTF8.self) else {
            throw .damaged("this is no text", place: Row.ledger.place)
        }
        let entries = try Self.number(.entriesPerSegment, from: transaction, in: database)
        guard entries > 0 else {
            throw .damaged("a segment holds entries", place: Row.entriesPerSegment.place)
        }
        self.init(ledger: ledger, entriesPerSegment: entries)
    }

    private static func number(
        _ row: Row, from transaction: borrowing ReadTransaction, in database: Database
    ) throws(LogError) -> UInt64 {
        guard let number = LogStore.sequence(try value(row, from: transaction, in: database)) else {
            throw .damaged("this is no number", place: row.place)
        }
        return number
    }

    private static func value(
        _ row: Row, from transaction: borrowing ReadTransaction, in database: Database
    ) throws(LogError) -> ArraySlice<UInt8> {
        let stored: [UInt8]?
        do throws(LMDBError) {
            stored = try transaction.get(row.key.span, in: database) { Array(copying: $0) }
        } catch {
            throw LogError(error)
        }
        guard let stored, stored.count >= Frame.checksumBytes else {
            throw .damaged("the row is missing", place: row.place)
        }
        let value = stored.dropLast(Frame.checksumBytes)
        guard row.checksum(of: value) == Digest(bytes: stored.suffix(Frame.checksumBytes)) else {
            throw .damaged("its checksum does not match", place: row.place)
        }
        return value
    }
}
