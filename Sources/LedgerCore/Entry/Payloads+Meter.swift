/// A tenant counts a meter.
package struct MeterDeclared: Sendable, Equatable {
    package var meter: String = ""
    package var unit: String?

    package init() {}
}

extension MeterDeclared: EntryPayload {
    package static var type: EntryType { .meterDeclared }

    package mutating func visit<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.term("meter", 1, &meter)
        try visitor.term("unit", 2, &unit)
    }
}

/// A tenant counts a meter no more.
package struct MeterRetired: Sendable, Equatable {
    package var meter: String = ""

    package init() {}
}

extension MeterRetired: EntryPayload {
    package static var type: EntryType { .meterRetired }

    package mutating func visit<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.term("meter", 1, &meter)
    }
}

/// A cap's use reached a share of its limit.
package struct CapThresholdReached: Sendable, Equatable {
    package var limit: Int64 = 0
    package var meter: String = ""
    package var percent: Int64 = 0
    package var period: CapPeriod = .placeholder
    package var startsAt: Timestamp = .placeholder
    package var used: Int128 = 0

    package init() {}
}

extension CapThresholdReached: EntryPayload {
    package static var type: EntryType { .capThresholdReached }

    package mutating func visit<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.required("limit", 1, &limit)
        try visitor.term("meter", 2, &meter)
        try visitor.required("percent", 3, &percent)
        try visitor.required("period", 4, &period)
        try visitor.required("starts_at", 5, &startsAt)
        try visitor.required("used", 6, &used)
    }
}

/// A cap's use fell below a share of its limit, since the limit was raised.
package struct CapThresholdCleared: Sendable, Equatable {
    package var limit: Int64 = 0
    package var meter: String = ""
    package var percent: Int64 = 0
    package var period: CapPeriod = .placeholder
    package var startsAt: Timestamp = .placeholder
    package var used: Int128 = 0

    package init() {}
}

extension CapThresholdCleared: EntryPayload {
    package static var type: EntryType { .capThresholdCleared }

    package mutating func visit<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.required("limit", 1, &limit)
        try visitor.term("meter", 2, &meter)
        try visitor.required("percent", 3, &percent)
        try visitor.required("period", 4, &period)
        try visitor.required("starts_at", 5, &startsAt)
        try visitor.required("used", 6, &used)
    }
}
