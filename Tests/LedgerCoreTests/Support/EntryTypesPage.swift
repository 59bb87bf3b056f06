import Foundation
import LedgerCore
import Testing

/// The page of the format document that says what each type of entry holds, made from the code.
struct EntryTypesPage {
    private let comments: SourceComments
    private(set) var text = """
        # Entry types

        Every type of entry, with its number, its fields, the JSON Schema of its `data` and a golden
        leaf.

        ## Overview

        Version 1, under the rule of <doc:Format>: before the first release a change may still be made and
        re-records the golden files, after it never.

        <doc:Format> says how a leaf and a row are made of what this page lists. The page is made from
        the code: a test fails where the two differ and writes the page anew with `KEYLEDGER_RECORD=1`.
        In the tables, *field* is the number in the row, *member* the name in the leaf, *kind* one of
        the kinds of <doc:Format>. `data` and `actor` have no other members than these.

        The golden leaves are those of `snapshots/format/leaves`, each with every field that its type
        can have; the rows they come from are in `snapshots/format/rows`.

        | Number | Type |
        |---:|---|

        """

    init() throws {
        comments = try SourceComments()
        let groups = AllGroups()
        for payload in groups.payloads {
            text += "| \(payload.type.rawValue) | `\(payload.type.name)` |\n"
        }
        text +=
            "\n## Groups\n\nWhat fields of several types, the actor and the personal values are made of.\n"
        for group in groups.shared {
            let kind = (group as? any ValueKind.Type)?.kind ?? ""
            text += "\n### Group \(kind)\n"
            add(group)
        }
        text += "\n## Types\n"
        for payload in groups.payloads {
            text += "\n### \(payload.type.rawValue) \(payload.type.name)\n"
            add(payload.group)
            let leaf = try SampleEntries.entry(payload.type).leaf(blind: SampleEntries.blind)
            text += "\n```json\n\(String(decoding: leaf, as: UTF8.self))\n```\n"
        }
    }

    private mutating func add(_ group: any FieldGroup.Type) {
        let name = String(describing: group)
        text += "\n\(comments.comment(of: name))\n"
        let fields = FieldListing(of: group).fields
        if !fields.isEmpty {
            text += "\n| Field | Member | Kind | Present | Meaning |\n|---:|---|---|---|---|\n"
        }
        for field in fields {
            let present = field.isRequired ? "always" : "optional"
            let meaning = comments.comment(of: name, property: field.name)
            text +=
                "| \(field.number) | `\(field.name)` | \(field.kind) | \(present) | \(meaning) |\n"
        }
        text += "\n```json\n\(group.schema)\n```\n"
    }
}

/// The documentation comments of the types of the sources, and of their properties.
private struct SourceComments {
    private var comments: [String: String] = [:]

    init() throws {
        for folder in ["Sources/LedgerCore/Entry", "Sources/LedgerCore/Values"] {
            for name in try Golden.names(in: folder) where name.hasSuffix(".swift") {
                read(String(decoding: try Golden.read("\(folder)/\(name)"), as: UTF8.self))
            }
        }
    }

    private mutating func read(_ source: String) {
        var type = ""
        var comment: [Substring] = []
        for line in source.split(separator: "\n", omittingEmptySubsequences: false) {
            if let match = line.wholeMatch(of: /\s*\/\/\/ ?(.*)/) {
                comment.append(match.1)
                continue
            }
            if let match = line.firstMatch(of: /^package (?:struct|enum) (\w+)/) {
                type = String(match.1)
                comments[type] = comment.joined(separator: " ")
            } else if let match = line.firstMatch(of: /^    package var (\w+):/) {
                comments[Self.key(type, String(match.1))] = comment.joined(separator: " ")
            }
            comment = []
        }
    }

    /// A property and the member it becomes differ in capitals and underscores only.
    private static func key(_ type: String, _ property: String) -> String {
        "\(type).\(property.replacing("_", with: "").lowercased())"
    }

    func comment(of type: String) -> String {
        let comment = comments[type] ?? ""
        #expect(!comment.isEmpty, "\(type) has no documentation comment.")
        return comment
    }

    func comment(of type: String, property: String) -> String {
        let comment = comments[Self.key(type, property)]
        #expect(comment != nil, "\(type) has no property for the member \(property).")
        return comment ?? ""
    }
}
