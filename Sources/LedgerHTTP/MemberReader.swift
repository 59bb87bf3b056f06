import JSONText
import LedgerCore

/// The members that an object may have, by name.
struct MemberTable<Member>: Sendable
where Member: RawRepresentable<String> & CaseIterable & Sendable {
    fileprivate let members: [Member]
    fileprivate let names: JSONNames

    init() {
        members = Array(Member.allCases)
        names = JSONNames(members.map(\.rawValue))
        precondition(members.count <= UInt64.bitWidth, "too many members for a set of bits")
    }
}

/// Reads an object from bytes, member by member: each name once, each value of its kind, and what is
/// wrong said of its field.
///
/// Lines of usage come by the hundred thousand, and of each it must be known whether a name is there
/// twice, which Codable does not tell. Other bodies are read with Codable, see `JSON.decode`.
struct MemberReader<Member>
where Member: RawRepresentable<String> & CaseIterable & Sendable {
    private let table: MemberTable<Member>
    private var reader: JSONReader
    private var seen: UInt64 = 0

    private static var expected: String { "a JSON object" }

    /// - Throws: where the bytes do not begin as an object.
    init(_ bytes: ArraySlice<UInt8>, _ table: MemberTable<Member>) throws(APIError) {
        self.table = table
        do throws(JSONFault) {
            reader = try JSONReader(bytes, depthMax: Limits.jsonDepth)
            try reader.beginObject()
        } catch {
            throw APIError(error, expected: Self.expected)
        }
    }

    /// The next member, whose value is to be read then; nil at the end.
    /// - Parameter other: is given the name of a member that the table does not have, and says why
    ///   it is refused; nil has it passed over.
    mutating func next(
        _ other: (ArraySlice<UInt8>) -> APIError? = { .unknownField(String(memberName: $0)) }
    ) throws(APIError) -> Member? {
        while let name = try reading(nil, { reader throws(JSONFault) in try reader.nextName() }) {
            guard let index = table.names.index(of: name) else {
                if let refusal = other(name) { throw refusal }
                try reading(nil) { reader throws(JSONFault) in _ = try reader.skip() }
                continue
            }
            let member = table.members[index]
            guard seen & (1 << index) == 0 else {
                throw APIError(.duplicateName(member.rawValue), expected: Self.expected)
            }
            seen |= 1 << index
            return member
        }
        try reading(nil) { reader throws(JSONFault) in try reader.finish() }
        return nil
    }

    /// The text that is the member's value; nil for null.
    mutating func string(_ member: Member) throws(APIError) -> String? {
        try value(member) { reader throws(JSONFault) in try reader.string() }
    }

    mutating func integer(_ member: Member) throws(APIError) -> Int64? {
        try value(member) { reader throws(JSONFault) in try reader.integer() }
    }

    mutating func time(_ member: Member) throws(APIError) -> Timestamp? {
        let text = try value(member) { reader throws(JSONFault) in try reader.characters() }
        guard let text else { return nil }
        guard let time = Timestamp(rfc3339: text) else {
            throw .invalid(member.rawValue, Timestamp.expectation)
        }
        return time
    }

    /// The value as it is written; nil for null.
    mutating func bytes(_ member: Member) throws(APIError) -> ArraySlice<UInt8>? {
        try value(member) { reader throws(JSONFault) in try reader.skip() }
    }

    /// Amounts by name, each name once; nil for null.
    mutating func quantities(_ member: Member) throws(APIError) -> Quantities? {
        let items: [Quantities.Item]? = try value(member) { reader throws(JSONFault) in
            var items: [Quantities.Item] = []
            try reader.beginObject()
            while let name = try reader.nextName() {
                let meter = String(decoding: name, as: UTF8.self)
                guard !items.contains(where: { $0.meter == meter }) else {
                    throw .duplicateName(meter)
                }
                items.append(Quantities.Item(meter: meter, quantity: try reader.integer()))
                // More are refused whatever they are, and each is compared with all before.
                guard items.count <= Limits.quantities else {
                    throw .wrongKind(expected: "an object of at most \(Limits.quantities) meters")
                }
            }
            return items
        }
        return items.flatMap { Quantities($0) }
    }

    private mutating func value<Value>(
        _ member: Member, _ read: (inout JSONReader) throws(JSONFault) -> Value
    ) throws(APIError) -> Value? {
        try reading(member) { reader throws(JSONFault) in
            try reader.null() ? nil : try read(&reader)
        }
    }

    private mutating func reading<Value>(
        _ member: Member?, _ read: (inout JSONReader) throws(JSONFault) -> Value
    ) throws(APIError) -> Value {
        do throws(JSONFault) {
            return try read(&reader)
        } catch {
            throw APIError(error, expected: Self.expected, field: member?.rawValue)
        }
    }
}

extension String {
    /// The start of a name that came from outside, as it is repeated in a refusal.
    init(memberName bytes: ArraySlice<UInt8>) {
        self = Redaction.shownName(String(decoding: bytes, as: UTF8.self))
    }
}
