import Foundation
import LedgerCore
import Testing

@Suite struct EntryDocumentTests {
    static let catalogue = "Sources/LedgerCore/LedgerCore.docc"

    @Test("The page of entry types says what the code does")
    func types() throws {
        try Golden.expect(
            Array(try EntryTypesPage().text.utf8), at: "\(Self.catalogue)/EntryTypes.md")
    }

    @Test("The format document describes every kind of field, with its JSON Schema")
    func kinds() throws {
        let rows = try Self.lines().filter { $0.hasPrefix("| ") }
        var kinds: [String: String] = [:]
        let groups = AllGroups()
        for group in groups.payloads.map(\.group) + groups.shared {
            for field in FieldListing(of: group).fields where !field.kind.hasPrefix("list of ") {
                kinds[field.kind] = field.schema
            }
        }
        let shared = groups.shared.compactMap { ($0 as? any ValueKind.Type)?.kind }
        for (kind, schema) in kinds where !shared.contains(kind) {
            let row = rows.first { $0.hasPrefix("| \(kind) |") }
            // The words of a word are its own.
            let expected = kind == "word" ? #"{"enum":["# : schema
            #expect(row?.contains(expected) == true, "\(kind): \(schema)")
        }
    }

    @Test("The format document names every member of a leaf, in order")
    func members() throws {
        var names: Set<String> = []
        for type in EntryType.allCases {
            let leaf = try SampleEntries.entry(type).leaf(blind: SampleEntries.blind)
            let json = try JSONSerialization.jsonObject(with: Data(leaf)) as? [String: Any]
            names.formUnion(try #require(json).keys)
        }
        let section = try Self.lines().drop { $0 != "### Members" }
            .prefix { $0 != "### Kinds of fields" }
        let described = section.compactMap { $0.firstMatch(of: /^\| `(\w+)` \|/)?.1 }.map(
            String.init)
        #expect(described == names.sorted())
    }

    @Test("The examples of the format document are those of the golden files")
    func examples() throws {
        let text = try Self.lines().joined(separator: "\n")
        let entry = try SampleEntries.entry(.keyRevoked)
        let row = try #require(Rows([entry]).rows.first)
        let pairs = text.components(separatedBy: "<!-- row -->")
        let table = try #require(pairs.dropFirst().first)
        let bytes = table.matches(of: /\n\| `([0-9a-f ]+)` \|/).map { String($0.1) }.joined()
        #expect(bytes.replacing(" ", with: "") == Hex.encode(row))
        let personal = try #require(try SampleEntries.entry(.usageRecorded).personal)
        #expect(text.contains(personal.commitment.hex))
        #expect(text.contains(Hex.encode(personal.ciphertext)))
        #expect(text.contains(Hex.encode(SampleEntries.blind)))
        #expect(text.contains("\(SampleEntries.sequence)"))
    }

    private static func lines() throws -> [String] {
        String(decoding: try Golden.read("\(catalogue)/Format.md"), as: UTF8.self)
            .components(separatedBy: "\n")
    }
}
