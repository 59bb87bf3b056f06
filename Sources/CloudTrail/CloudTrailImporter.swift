package import LedgerCore
package import LedgerService

/// Feeds a ledger with the records of CloudTrail files, as one non-billable backfill per tenant.
///
/// Rules, and what happens otherwise:
/// - A record is known by its event id: a file that comes again adds nothing.
/// - Nothing of a run is kept but in the ledger. A run that was cut off, anywhere, is finished by
///   running it again: it appends what is missing, in the order in which it would have come.
/// - One tenant's files come one after the other. Two runs at a time lose and double nothing, but
/// may
///   split a tenant's records over two backfills.
package struct CloudTrailImporter: Sendable {
    private let ledger: Ledger
    private let caller: Caller

    /// - Parameters:
    ///   - ledger: the ledger to feed.
    ///   - caller: who imports; only its tenants are written to.
    package init(ledger: Ledger, caller: Caller) {
        self.ledger = ledger
        self.caller = caller
    }

    /// Imports one file. Its records count nowhere until `commit`.
    /// - Parameters:
    ///   - bytes: The content of the file as it is stored, plain or gzip.
    ///   - name: What the report calls the file.
    /// - Returns: What became of its records, once all that is new is on disk.
    /// - Throws: What makes the whole file unreadable, or what keeps the ledger from taking
    ///   anything
    ///   just now; then the file is imported again later.
    @concurrent
    package func importFile(
        _ bytes: [UInt8], name: String
    ) async throws(CloudTrailImportError) -> ImportReport {
        let file: CloudTrailFile
        do throws(CloudTrailError) {
            file = try CloudTrailFile.read(bytes, name: name)
        } catch {
            throw .file(error)
        }
        var fileImport = FileImport(of: file, into: ledger, caller: caller)
        do throws(Rejection) {
            for record in file.records { try await fileImport.add(record) }
            try await fileImport.flush()
        } catch {
            throw .ledger(error)
        }
        return fileImport.report
    }

    /// Ends the run: the records of every import that is open, in this run or since one that was
    /// cut off, count from here on.
    /// - Returns: the imports that this committed, in the order of their tenants.
    /// - Throws: what keeps the ledger from taking anything just now.
    package func commit() async throws(CloudTrailImportError) -> [CommittedImport] {
        var committed: [CommittedImport] = []
        let tenants = ledger.view.state.tenants
        for tenant in tenants.indices.lazy.map({ tenants[$0] }) {
            guard caller.tenants.contains(tenant.id), let backfill = tenant.openImport
            else { continue }
            do throws(Rejection) {
                let receipt = try await ledger.execute(
                    Command(caller: caller, action: .commitBackfill(backfill)))
                guard !receipt.entries.isEmpty else { continue }
                committed.append(
                    CommittedImport(
                        tenant: tenant.id, backfill: backfill,
                        records: receipt.view.state.backfill(backfill)?.records ?? 0))
            } catch {
                throw .ledger(error)
            }
        }
        return committed
    }
}
