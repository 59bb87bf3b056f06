/// One measured value beside what it is held against.
package struct Figure: Sendable {
    /// What a figure is held against: a floor or a peer, measured in the same run, in the same
    /// unit.
    package struct Reference: Sendable {
        package let name: String
        package let value: Amount

        package init(_ name: String, _ value: Amount) {
            self.name = name
            self.value = value
        }
    }

    package let name: String
    package let value: Amount
    package let unit: String
    /// Nil where there is no floor and the peer was not asked for or is missing.
    package let against: Reference?

    package init(_ name: String, _ value: Amount, unit: String, against: Reference? = nil) {
        self.name = name
        self.value = value
        self.unit = unit
        self.against = against
    }

    /// The value over what it is held against.
    package var ratio: Amount? { against.flatMap { value.ratio(to: $0.value) } }

    /// One line of JSON. Names and units are ours, and need no escaping.
    package var json: String {
        var members = [
            "\"name\":\"\(name)\"", "\"value\":\(value.exported)", "\"unit\":\"\(unit)\"",
        ]
        if let against {
            members.append("\"against\":\"\(against.name)\"")
            members.append("\"against_value\":\(against.value.exported)")
        }
        if let ratio { members.append("\"ratio\":\(ratio.exported)") }
        return "{\(members.joined(separator: ","))}"
    }
}
