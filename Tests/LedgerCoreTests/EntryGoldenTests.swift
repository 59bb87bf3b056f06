import Foundation
import LedgerCore
import Testing

@Suite struct EntryGoldenTests {
    @Test("The leaf of every type is the golden one, byte for byte", arguments: EntryType.allCases)
    func leaf(type: EntryType) throws {
        let entry = try SampleEntries.entry(type)
        try Golden.expect(entry.leaf(blind: SampleEntries.blind), at: GoldenRow.leafPath(type))
    }

    @Test("The row of every type is the golden one, byte for byte", arguments: EntryType.allCases)
    func row(type: EntryType) throws {
        let row = try GoldenRow(try SampleEntries.entry(type))
        try Golden.expect(Array(row.text.utf8), at: GoldenRow.path(type))
    }

    @Test("Every golden row is read and gives the golden leaf", arguments: EntryType.allCases)
    func reading(type: EntryType) throws {
        let row = try GoldenRow(reading: Golden.read(GoldenRow.path(type)))
        let entry = try Entry.read(
            row: row.row, dictionary: row.dictionary, sequence: row.sequence,
            recordedAt: row.recordedAt)
        #expect(entry.type == type)
        #expect(
            try entry.leaf(blind: SampleEntries.blind) == Golden.read(GoldenRow.leafPath(type)))
    }

    @Test("Golden files are there for the types that are there, and for no other")
    func files() throws {
        let types = EntryType.allCases.map(\.name).sorted()
        #expect(try Golden.names(in: "snapshots/format/leaves") == types.map { $0 + ".json" })
        #expect(try Golden.names(in: "snapshots/format/rows") == types.map { $0 + ".txt" })
    }

    @Test(
        "Foundation reads every golden leaf and writes the same canonical bytes",
        arguments: EntryType.allCases)
    func canonical(type: EntryType) throws {
        let leaf = try Golden.read(GoldenRow.leafPath(type))
        let json = try JSONSerialization.jsonObject(with: Data(leaf))
        let again = try JSONSerialization.data(
            withJSONObject: json, options: [.sortedKeys, .withoutEscapingSlashes])
        #expect(Array(again) == leaf)
        #expect(leaf.count <= Limits.leafBytes)
        expectIntegersAndTexts(json)

        let members = try #require(json as? [String: Any])
        #expect(members["type"] as? String == type.name)
        #expect(members["v"] as? Int == 1)
        #expect(members["blind"] as? String == Hex.encode(SampleEntries.blind))
        let schema = try JSONSerialization.jsonObject(with: Data(type.schema.utf8))
        #expect(try SchemaCheck.problems(try #require(members["data"]), schema) == [])
    }

    private func expectIntegersAndTexts(_ json: Any) {
        switch json {
        case let object as [String: Any]: object.values.forEach(expectIntegersAndTexts)
        case let list as [Any]: list.forEach(expectIntegersAndTexts)
        case is String: break
        case let number as NSNumber:
            #expect(Int64("\(number)").map { abs($0) <= Limits.quantity } == true, "\(number)")
        default: Issue.record("\(json) is neither an integer nor a text.")
        }
    }
}

/// A row as its golden file shows it: what the frame around it knows, then the row in hexadecimal.
private struct GoldenRow {
    let sequence: UInt64
    let recordedAt: Timestamp
    let dictionary: FrameDictionary
    let row: [UInt8]

    static func path(_ type: EntryType) -> String { "snapshots/format/rows/\(type.name).txt" }
    static func leafPath(_ type: EntryType) -> String {
        "snapshots/format/leaves/\(type.name).json"
    }

    init(_ entry: Entry) throws {
        let rows = Rows([entry])
        sequence = entry.sequence
        recordedAt = entry.recordedAt
        dictionary = rows.dictionary
        row = try #require(rows.rows.first)
    }

    var text: String {
        var lines = ["sequence \(sequence)", "recorded_at \(recordedAt.microseconds)"]
        lines += dictionary.terms.map { "term \($0)" }
        lines += dictionary.personals.map {
            "personal \($0.holder) \($0.commitment.hex) \(Hex.encode($0.ciphertext))"
        }
        lines.append("row \(Hex.encode(row))")
        return lines.joined(separator: "\n") + "\n"
    }

    init(reading bytes: [UInt8]) throws {
        var numbers: [String: Int64] = [:]
        var terms: [String] = []
        var personals: [SealedPersonal] = []
        var row: [UInt8]?
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
            let word = String(line.prefix { $0 != " " })
            let rest = String(line.dropFirst(word.count + 1))
            switch word {
            case "term": terms.append(rest)
            case "personal":
                let parts = rest.split(separator: " ").map(String.init)
                try #require(parts.count == 3)
                personals.append(
                    SealedPersonal(
                        holder: parts[0], commitment: try #require(Digest(hex: parts[1])),
                        ciphertext: try #require(Hex.decode(parts[2]))))
            case "row": row = Hex.decode(rest)
            default: numbers[word] = Int64(rest)
            }
        }
        sequence = UInt64(try #require(numbers["sequence"]))
        recordedAt = Timestamp(microseconds: try #require(numbers["recorded_at"]))
        dictionary = FrameDictionary(terms: terms, personals: personals)
        self.row = try #require(row)
    }
}
