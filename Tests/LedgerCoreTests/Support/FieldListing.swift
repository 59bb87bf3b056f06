import LedgerCore
import Testing

/// The declared fields of a group, and of the groups within it.
struct FieldListing: FieldVisitor {
    struct Field {
        let name: String
        let number: UInt8
        let kind: String
        let schema: String
        let isRequired: Bool
    }

    private(set) var fields: [Field] = []
    /// The groups that fields of this one hold, themselves or in a list.
    private(set) var groups: [any FieldGroup.Type] = []

    init<Group: FieldGroup>(of group: Group.Type) {
        var value = Group()
        value.visit(&self)
    }

    mutating func required<Value: FieldValue>(
        _ name: StaticString, _ number: UInt8, _ value: inout Value
    ) {
        add(Value.self, name, number, isRequired: true)
    }

    mutating func optional<Value: FieldValue>(
        _ name: StaticString, _ number: UInt8, _ value: inout Value?
    ) {
        add(Value.self, name, number, isRequired: false)
    }

    private mutating func add<Value: FieldValue>(
        _ type: Value.Type, _ name: StaticString, _ number: UInt8, isRequired: Bool
    ) {
        let kind = (type as? any ValueKind.Type)?.kind
        #expect(kind != nil, "\(type), the kind of field \(name), is no ValueKind.")
        fields.append(
            Field(
                name: name.description, number: number, kind: kind ?? "", schema: type.schema,
                isRequired: isRequired))
        if let group = (type as? any ListKind.Type)?.elementGroup ?? (type as? any FieldGroup.Type)
        {
            groups.append(group)
        }
    }
}

/// A list, seen without its element's type.
private protocol ListKind {
    static var elementGroup: (any FieldGroup.Type)? { get }
}

extension Array: ListKind {
    static var elementGroup: (any FieldGroup.Type)? { Element.self as? any FieldGroup.Type }
}

/// Every group that an entry can hold.
struct AllGroups: PayloadSource {
    private(set) var payloads: [(type: EntryType, group: any FieldGroup.Type)] = []
    /// The groups within payloads, each once, in the order of their kinds' names.
    private(set) var shared: [any FieldGroup.Type] = []

    init() {
        var found: [String: any FieldGroup.Type] = [:]
        for type in EntryType.allCases { _ = EntryBody.read(type, from: &self) }
        var open: [any FieldGroup.Type] = [Actor.self, PersonalValues.self]
        for payload in payloads { open += FieldListing(of: payload.group).groups }
        while let group = open.popLast() {
            guard found.updateValue(group, forKey: String(describing: group)) == nil else {
                continue
            }
            open += FieldListing(of: group).groups
        }
        shared = found.sorted { $0.key < $1.key }.map(\.value)
    }

    mutating func payload<Payload: EntryPayload>() -> Payload {
        payloads.append((Payload.type, Payload.self))
        return Payload()
    }
}
