/// What an entry of one type says.
package protocol EntryPayload: FieldGroup {
    static var type: EntryType { get }
}

/// Something done with the payload of an entry, whatever its type.
protocol PayloadVisitor {
    mutating func visit(_ payload: some EntryPayload)
}

/// Where the payload of an entry comes from, whatever its type.
package protocol PayloadSource {
    /// `Never` for a source that always has one.
    associatedtype Failure: Error
    mutating func payload<Payload: EntryPayload>() throws(Failure) -> Payload
}

extension RowReader: PayloadSource {
    package mutating func payload<Payload: EntryPayload>() throws(FormatError) -> Payload {
        try Payload.read(from: &self)
    }
}

extension EntryType {
    /// The JSON Schema of the member `data` in a leaf of this type.
    package var schema: String {
        var asking = SchemaAsking()
        _ = EntryBody.read(self, from: &asking)
        return asking.schema
    }
}

private struct SchemaAsking: PayloadSource {
    var schema = ""

    mutating func payload<Payload: EntryPayload>() -> Payload {
        schema = Payload.schema
        return Payload()
    }
}
