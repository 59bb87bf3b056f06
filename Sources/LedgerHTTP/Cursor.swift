import LedgerCore

/// A place in a list in the form that cursors have, which is opaque to callers.
protocol CursorPlace: Sendable {
    /// - Returns: nil for a text that is no cursor.
    init?(cursor: String)
    var cursor: String { get }
}

/// The sequence of an entry.
extension UInt64: CursorPlace {
    init?(cursor: String) { self.init(cursor) }

    var cursor: String { String(self) }
}

/// The id of an item. It may have characters that a header does not take, so it goes in hexadecimal.
extension String: CursorPlace {
    init?(cursor: String) {
        guard let bytes = Hex.decode(cursor) else { return nil }
        self.init(validating: bytes, as: UTF8.self)
    }

    var cursor: String { Hex.encode(Array(utf8)) }
}
