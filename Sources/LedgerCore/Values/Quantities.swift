/// Amounts by meter, ordered by meter name, each meter once: `{"calls":1,"tokens":512}`.
package struct Quantities: Sendable, Hashable {
    package struct Item: Sendable, Hashable {
        package var meter: String
        /// 0...2^53-1 in a usage record.
        package var quantity: Int64

        package init(meter: String, quantity: Int64) {
            self.meter = meter
            self.quantity = quantity
        }
    }

    package private(set) var items: [Item]

    /// - Returns: nil where a meter is named twice.
    package init?(_ items: [Item]) {
        let sorted = items.sorted { $0.meter < $1.meter }
        for (one, next) in zip(sorted, sorted.dropFirst()) where one.meter == next.meter {
            return nil
        }
        self.items = sorted
    }

    private init(sorted items: [Item]) { self.items = items }

    /// The same meters with other amounts.
    /// - Parameter amount: gives that of the meter at an index of `items`.
    package func withAmounts(_ amount: (Int) -> Int64) -> Quantities {
        var changed = self
        for index in changed.items.indices { changed.items[index].quantity = amount(index) }
        return changed
    }

    package static let none = Quantities(sorted: [])
    package static let oneCall = Quantities(sorted: [Item(meter: Meter.calls, quantity: 1)])

    package subscript(meter: String) -> Int64 {
        items.first { $0.meter == meter }?.quantity ?? 0
    }

    /// These, with one call where no number of calls is said.
    package var withCalls: Quantities {
        if items.isEmpty { return .oneCall }
        if items.contains(where: { $0.meter == Meter.calls }) { return self }
        let call = Item(meter: Meter.calls, quantity: 1)
        return Quantities(sorted: (items + [call]).sorted { $0.meter < $1.meter })
    }
}

extension Quantities: FieldValue {
    package static var placeholder: Quantities { .none }

    package func write(to writer: inout RowWriter) {
        writer.row.unsigned(UInt64(items.count))
        for item in items {
            writer.term(item.meter)
            writer.row.signed(item.quantity)
        }
    }

    package static func read(from reader: inout RowReader) throws(FormatError) -> Quantities {
        let count = try reader.row.count(size: 2)
        var items: [Item] = []
        items.reserveCapacity(count)
        for _ in 0..<count {
            let item = Item(meter: try reader.term(), quantity: try reader.row.signed())
            // The order is the leaf's, so that what is out of it has no canonical form.
            if let last = items.last, last.meter >= item.meter { throw .malformed("quantities") }
            items.append(item)
        }
        return Quantities(sorted: items)
    }

    package func writeLeaf(to json: inout CanonicalJSON) {
        json.beginObject()
        for item in items {
            json.name(item.meter)
            json.integer(item.quantity)
        }
        json.endObject()
    }

    package static var schema: String {
        #"{"type":"object","additionalProperties":{"type":"integer"}}"#
    }
}
