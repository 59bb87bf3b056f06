import CLMDB

/// A place in a database. Lives inside one call of a transaction, so it never outlives it.
@safe
struct Cursor: ~Copyable {
    /// Where to go, relative to the whole database or to the present place.
    enum Step {
        case first, last, next, previous

        fileprivate var operation: MDB_cursor_op {
            switch self {
            case .first: MDB_FIRST
            case .last: MDB_LAST
            case .next: MDB_NEXT
            case .previous: MDB_PREV
            }
        }
    }

    private let transaction: TransactionHandle
    private let pointer: OpaquePointer?
    private var key = unsafe MDB_val()
    private var value = unsafe MDB_val()

    init(_ transaction: TransactionHandle, _ database: Database) throws(LMDBError) {
        var pointer: OpaquePointer?
        try transaction.check(
            unsafe mdb_cursor_open(transaction.pointer, database.handle, &pointer), "cursor")
        self.transaction = transaction
        unsafe self.pointer = pointer
    }

    deinit {
        unsafe mdb_cursor_close(pointer)
    }

    /// - Returns: whether there is an entry there.
    mutating func move(_ step: Step) throws(LMDBError) -> Bool {
        try transaction.found(
            unsafe mdb_cursor_get(pointer, &key, &value, step.operation), "cursor")
    }

    /// Goes to the least key that is not below the given one.
    mutating func move(toAtLeast target: Span<UInt8>) throws(LMDBError) -> Bool {
        try transaction.found(
            unsafe target.withValue { target in
                let status = unsafe mdb_cursor_get(pointer, &target, &value, MDB_SET_RANGE)
                unsafe key = target
                return status
            }, "cursor")
    }

    /// Goes to the greatest key that is not above the given one.
    mutating func move(toAtMost target: Span<UInt8>) throws(LMDBError) -> Bool {
        guard try move(toAtLeast: target) else { return try move(.last) }
        let isSame = unsafe key.lend { $0.elementsEqual(target) }
        return isSame ? true : try move(.previous)
    }

    /// Lends the entry at the present place.
    func lend<Result, Failure: Error>(
        _ body: (Span<UInt8>, Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try unsafe key.lend { key throws(Failure) in
            try unsafe value.lend { value throws(Failure) in try body(key, value) }
        }
    }
}
