/// A view of the last commit before it began. Ends when it goes out of scope. May move between
/// threads, but is used by one at a time; keep it short (see `Environment`).
package struct ReadTransaction: ~Copyable, Transaction {
    package let handle: TransactionHandle

    init(_ handle: TransactionHandle) {
        self.handle = handle
    }

    deinit {
        handle.abort()
    }

    /// Ends the transaction and keeps the database handles it opened, which an abort would close.
    consuming func commit() throws(LMDBError) {
        let handle = handle
        discard self
        try handle.commit()
    }
}

@available(*, unavailable)
extension ReadTransaction: Sendable {}
