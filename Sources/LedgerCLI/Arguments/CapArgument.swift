import ArgumentParser
package import LedgerCore

/// A cap on the command line: `tokens/day=5000`, `tokens=100000` (a month), `10000` (calls a
/// month).
package struct CapArgument: ExpressibleByArgument, Equatable {
    static let help = "10000 (calls a month), calls/day=500, tokens=100000. Repeatable."

    /// What it says.
    package let cap: Cap

    /// - Returns: nil for what is none of the forms.
    package init?(argument: String) {
        var meter = "calls"[...]
        var period = CapPeriod.month
        var limit = argument[...]
        if let equals = argument.lastIndex(of: "=") {
            limit = argument[argument.index(after: equals)...]
            meter = argument[..<equals]
            if let slash = meter.lastIndex(of: "/") {
                guard let named = CapPeriod(rawValue: String(meter[meter.index(after: slash)...]))
                else { return nil }
                period = named
                meter = meter[..<slash]
            }
        }
        guard !meter.isEmpty, let limit = Int64(limit), limit >= 0 else { return nil }
        cap = Cap(meter: String(meter), period: period, limit: limit)
    }

    var json: JSONValue {
        [
            "meter": .string(cap.meter), "period": .string(cap.period.rawValue),
            "limit": .number(cap.limit),
        ]
    }
}

/// An amount of a meter on the command line: `tokens=1200`.
package struct QuantityArgument: ExpressibleByArgument, Equatable {
    /// The name of the meter.
    package let meter: String
    /// How much of it; never negative.
    package let quantity: Int64

    /// - Returns: nil without a meter or an amount.
    package init?(argument: String) {
        guard let equals = argument.lastIndex(of: "="), equals != argument.startIndex,
            let quantity = Int64(argument[argument.index(after: equals)...]), quantity >= 0
        else { return nil }
        meter = String(argument[..<equals])
        self.quantity = quantity
    }
}
