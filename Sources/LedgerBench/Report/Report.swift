import Foundation
import LedgerText

/// Where figures go: to stdout, as JSON lines when they are measured or as one table at the end.
/// What is said on the way goes to stderr.
final class Report {
    private let json: Bool
    private var figures: [Figure] = []

    init(json: Bool) { self.json = json }

    /// - Parameter figure: one that stands against several things is shown once for each.
    func show(_ figure: Figure) {
        if json {
            print(figure.json)
        } else {
            figures.append(figure)
            note("\(figure.name): \(figure.value.shown) \(figure.unit)")
        }
    }

    /// Says something about the run itself.
    func note(_ text: String) {
        FileHandle.standardError.write(Data("bench: \(text)\n".utf8))
    }

    /// Shows what was measured, as far as the run came.
    func finish() {
        guard !figures.isEmpty else { return }
        print(Self.table(figures), terminator: "")
        figures = []
    }

    private static func table(_ figures: [Figure]) -> String {
        var table = Table([
            .identifier("figure"), .number("value"), .identifier("unit"), .identifier("against"),
            .number("ratio"),
        ])
        for figure in figures {
            let against = figure.against.map { "\($0.name) \($0.value.shown)" }
            table.append([
                Table.Cell(figure.name),
                Table.Cell(shown: figure.value.shown, exported: figure.value.exported),
                Table.Cell(figure.unit), Table.Cell(against ?? "-"),
                Table.Cell(figure.ratio?.shown ?? "-"),
            ])
        }
        return table.terminal(width: nil, isStyled: false)
    }
}
