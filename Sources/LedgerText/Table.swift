/// Rows under named columns, written for a terminal or as CSV.
///
/// Cells hold text as it came; each form escapes it, so a caller neither can forget to nor should.
package struct Table: Sendable {
    /// A column: its title and what it holds, which decides on its side and how it gives way.
    package struct Column: Sendable {
        enum Kind {
            case text, identifier, number
        }

        let title: String
        let kind: Kind

        /// Aligned left; what does not fit the terminal is cut with `…`.
        package static func text(_ title: String) -> Column {
            Column(title: title, kind: .text)
        }

        /// Aligned left and never cut, since half an identifier names nothing.
        package static func identifier(_ title: String) -> Column {
            Column(title: title, kind: .identifier)
        }

        /// Aligned right and never cut, since half a number is another number.
        package static func number(_ title: String) -> Column {
            Column(title: title, kind: .number)
        }
    }

    /// What stands in one place, as people read it and as programs do.
    package struct Cell: Sendable {
        let shown: String
        let exported: String

        /// The same text in both forms.
        package init(_ text: String) {
            self.init(shown: text, exported: text)
        }

        /// An integer: grouped for people, bare for programs.
        package init(_ number: some BinaryInteger) {
            self.init(shown: Number.grouped(number), exported: String(number))
        }

        /// A value with two forms, such as `3 min ago` and its timestamp, or a bar and its count.
        package init(shown: String, exported: String) {
            self.shown = shown
            self.exported = exported
        }
    }

    let columns: [Column]
    private(set) var rows: [[Cell]] = []

    /// A table without rows.
    package init(_ columns: [Column]) {
        self.columns = columns
    }

    /// Adds a row below the others; it has one cell per column.
    package mutating func append(_ row: [Cell]) {
        precondition(row.count == columns.count, "a row has one cell per column")
        rows.append(row)
    }
}
