import CloudTrail
import LedgerCore
import LedgerService
import LedgerTesting
import Synchronization

/// A new ledger, and an importer that feeds it.
final class ImportTest: Sendable {
    let clock = CutOffClock()
    let ledger: Ledger
    let importer: CloudTrailImporter
    private let folder: TemporaryFolder

    private init(caller: Caller) throws {
        folder = try TemporaryFolder()
        ledger = try Ledger.create(at: folder.data, clock: clock).ledger
        importer = CloudTrailImporter(ledger: ledger, caller: caller)
    }

    /// Runs a body with a new ledger, which is closed after it.
    static func with(
        caller: Caller = .folder(.imported), _ body: (ImportTest) async throws -> Void
    ) async throws {
        let test = try ImportTest(caller: caller)
        do {
            try await body(test)
        } catch {
            await test.ledger.close()
            throw error
        }
        await test.ledger.close()
    }

    var state: LedgerState { ledger.view.state }

    /// Imports files of these records, and commits unless told otherwise.
    @discardableResult
    func run(_ files: [[String]], commits: Bool = true) async throws -> ImportReport {
        var report = ImportReport()
        for (number, records) in files.enumerated() {
            report.merge(
                try await importer.importFile(logFile(records), name: "\(number).json"))
        }
        if commits { _ = try await importer.commit() }
        return report
    }

    func execute(_ action: Action) async throws {
        _ = try await ledger.execute(Command(caller: .folder(.cli), action: action))
    }

    /// All entries but those of the reserved tenant.
    func entries() throws -> [Entry] {
        var entries: [Entry] = []
        try ledger.view.forEachEntry { entry in
            if entry.tenant != reservedTenant { entries.append(entry) }
            return true
        }
        return entries
    }

    /// The names of their types, in order.
    func types() throws -> [String] { try entries().map(\.type.name) }

    /// The recorded calls with their entries, in order.
    func usage() throws -> [(entry: Entry, usage: UsageRecorded)] {
        try entries().compactMap { entry in
            guard case .usageRecorded(let usage) = entry.body else { return nil }
            return (entry, usage)
        }
    }

    /// What every entry says, in words that two ledgers share: ids that are keyed by a ledger's
    /// secrets are written as what they stand for.
    func story() throws -> [String] {
        var principals: [String: String] = [:]
        return try entries().map { entry in
            let opened = ledger.view.open(entry.personal)
            if case .principalAdded(let added) = entry.body {
                principals[added.principal] = opened?.externalID
            }
            var plain = entry
            plain.sequence = 0
            plain.recordedAt = Timestamp(microseconds: 0)
            plain.personal = nil
            let text = "\(plain) \(entry.personal?.holder ?? "-") \(opened as Any)"
            return principals.reduce(text) { $0.replacing($1.key, with: $1.value) }
        }
    }
}

/// A clock that stands still, and jumps for good once it was read as often as it was told. A ledger
/// that reads it then takes nothing any more: the run is cut off there.
final class CutOffClock: Clock {
    private let readingsLeft = Mutex<Int?>(nil)

    var uptime: Int64 { 0 }

    var now: Timestamp {
        readingsLeft.withLock { left in
            guard let count = left else { return .start }
            guard count > 0 else { return Timestamp.start.advanced(days: 1) }
            left = count - 1
            return .start
        }
    }

    /// - Parameter readings: how often it may be read before it jumps; nil for ever.
    func cutOff(after readings: Int?) {
        readingsLeft.withLock { $0 = readings }
    }
}
