/// How long a cap counts before it begins anew, in the tenant's time zone.
package enum CapPeriod: String, Word {
    case month
    case day

    package static var placeholder: CapPeriod { .month }
}

/// A limit on a meter per period.
package struct Cap: Sendable, Hashable {
    package var meter: String
    package var period: CapPeriod
    /// The most that is admitted within one period; 0 admits nothing.
    package var limit: Int64

    package init(meter: String, period: CapPeriod, limit: Int64) {
        self.meter = meter
        self.period = period
        self.limit = limit
    }
}

extension Cap: FieldGroup {
    package init() { self.init(meter: "", period: .month, limit: 0) }

    package mutating func visit<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.required("limit", 1, &limit)
        try visitor.term("meter", 2, &meter)
        try visitor.required("period", 3, &period)
    }
}
