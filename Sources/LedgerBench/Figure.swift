import Foundation

/// One measured value beside what it is held against.
struct Figure: Encodable {
    var name: String
    var value: Int64
    var unit: String
    /// What it is held against, with that thing's value in the same unit.
    var against: String?
    var againstValue: Int64?
    /// value ÷ against, in hundredths.
    var ratio: Int64?

    init(_ name: String, value: Int64, unit: String, against: (String, Int64)? = nil) {
        self.name = name
        self.value = value
        self.unit = unit
        self.against = against?.0
        againstValue = against?.1
        if let floor = against?.1, floor > 0 { ratio = value * 100 / floor }
    }

    private enum CodingKeys: String, CodingKey {
        case name, value, unit, against, ratio
        case againstValue = "against_value"
    }

    func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(name, forKey: .name)
        try values.encode(value, forKey: .value)
        try values.encode(unit, forKey: .unit)
        try values.encodeIfPresent(against, forKey: .against)
        try values.encodeIfPresent(againstValue, forKey: .againstValue)
        try values.encodeIfPresent(ratioText, forKey: .ratio)
    }

    private var ratioText: String? {
        ratio.map { "\($0 / 100).\($0 % 100 < 10 ? "0" : "")\($0 % 100)" }
    }

    /// One line: as JSON, or for people.
    func line(json: Bool) -> String {
        if json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
        }
        var line = "\(name): \(value) \(unit)"
        if let against, let againstValue, let ratioText {
            line += "   \(ratioText) × \(against) (\(againstValue) \(unit))"
        }
        return line
    }
}
