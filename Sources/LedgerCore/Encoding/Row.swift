/// Where an entry's compact form is written: its row, and the dictionary of the frame around it.
package struct RowWriter: Sendable {
    package var row = ByteWriter()
    package var dictionary = FrameDictionaryBuilder()

    package init() {}

    mutating func term(_ value: String) { row.unsigned(UInt64(dictionary.number(of: value))) }

    mutating func personal(_ value: SealedPersonal) {
        row.unsigned(UInt64(dictionary.number(of: value)))
    }
}

/// Where an entry's compact form is read from.
package struct RowReader: Sendable {
    package var row: ByteReader
    let dictionary: FrameDictionary

    package init(row: ByteReader, dictionary: FrameDictionary) {
        self.row = row
        self.dictionary = dictionary
    }

    mutating func term() throws(FormatError) -> String {
        try dictionary.term(Int(clamping: try row.unsigned()))
    }

    mutating func personal() throws(FormatError) -> SealedPersonal {
        try dictionary.personal(Int(clamping: try row.unsigned()))
    }
}
