import Foundation
import HTTPTypes
import JSONText
import LedgerCore

/// A CloudEvent (CNCF CloudEvents 1.0.2) whose `data` is a line of reported usage.
///
/// `id`, `source` and `time` of the event are those of the line where it has none, and `subject` is
/// its key. What else an event may say is not recorded.
struct CloudEvent {
    private enum Member: String, CaseIterable {
        case specversion, id, source, type, subject, time, datacontenttype, dataschema, data
        case dataBase64 = "data_base64"
    }

    private static let table = MemberTable<Member>()

    private var specversion: String?
    private var id: String?
    private var source: String?
    private var type: String?
    private var subject: String?
    private var time: Timestamp?
    private var contentType: String?

    /// The line of an event in structured mode.
    /// - Parameter bytes: one event as a JSON object.
    /// - Throws: what is wrong with event or line, in terms of their fields.
    static func line(structured bytes: ArraySlice<UInt8>) throws(APIError) -> UsageLine {
        var event = CloudEvent()
        var data: ArraySlice<UInt8>?
        var extensions: Set<ArraySlice<UInt8>> = []
        var members = try MemberReader(bytes, table)
        func passOver(_ name: ArraySlice<UInt8>) -> APIError? {
            guard isExtension(name) else { return .unknownField(String(memberName: name)) }
            let isNew = extensions.insert(name).inserted
            let twice = JSONFault.duplicateName(String(memberName: name))
            return isNew ? nil : APIError(twice, expected: "a CloudEvent")
        }
        while let member = try members.next(passOver) {
            switch member {
            case .specversion: event.specversion = try members.string(member)
            case .id: event.id = try members.string(member)
            case .source: event.source = try members.string(member)
            case .type: event.type = try members.string(member)
            case .subject: event.subject = try members.string(member)
            case .time: event.time = try members.time(member)
            case .datacontenttype: event.contentType = try members.string(member)
            case .dataschema: _ = try members.string(member)
            case .data: data = try members.bytes(member)
            case .dataBase64: throw .invalid(member.rawValue, "is not taken; send data as JSON")
            }
        }
        try event.check()
        guard let data else { throw .invalid(Member.data.rawValue, "is missing") }
        return try event.line(with: data)
    }

    /// The names of attributes that the specification does not define (section "Naming").
    private static func isExtension(_ name: ArraySlice<UInt8>) -> Bool {
        !name.isEmpty
            && name.allSatisfy { ($0 >= 0x30 && $0 <= 0x39) || ($0 >= 0x61 && $0 <= 0x7A) }
    }

    private func check() throws(APIError) {
        guard specversion == "1.0" else { throw .invalid("specversion", "must be 1.0") }
        for (name, value) in [("id", id), ("source", source), ("type", type)] {
            guard value?.isEmpty == false else { throw .invalid(name, "is missing") }
        }
        guard contentType.map(MediaType.init)?.isJSON ?? true else {
            throw .invalid("datacontenttype", "must be application/json")
        }
    }

    /// The line that the event's data says.
    func line(with data: ArraySlice<UInt8>) throws(APIError) -> UsageLine {
        var line = try UsageLineReader.read(data)
        line.id = line.id ?? id
        line.source = line.source ?? source
        line.time = line.time ?? time
        line.key = line.key ?? subject
        return line
    }
}

extension CloudEvent {
    /// Whether a request is an event in binary mode: its attributes are headers.
    static func isBinary(_ request: HTTPRequest) -> Bool {
        request.headerFields.contains { $0.name.canonicalName == "ce-specversion" }
    }

    /// An event in binary mode.
    /// - Throws: where an attribute is missing, there twice, or not as it should be.
    init(binary request: HTTPRequest) throws(APIError) {
        contentType = request.headerFields[.contentType]
        for field in request.headerFields where field.name.canonicalName.hasPrefix("ce-") {
            let name = field.name.canonicalName.dropFirst("ce-".count)
            guard let member = Member(rawValue: String(name)) else { continue }
            guard let value = Self.decoded(field.value) else {
                throw .invalid(field.name.canonicalName, "must be percent-encoded UTF-8")
            }
            try set(member, value)
        }
        try check()
    }

    private mutating func set(_ member: Member, _ value: String) throws(APIError) {
        let name = "ce-" + member.rawValue
        func once(_ attribute: inout String?) throws(APIError) {
            guard attribute == nil else { throw .invalid(name, "is there twice") }
            attribute = value
        }
        switch member {
        case .specversion: try once(&specversion)
        case .id: try once(&id)
        case .source: try once(&source)
        case .type: try once(&type)
        case .subject: try once(&subject)
        case .time:
            guard time == nil else { throw .invalid(name, "is there twice") }
            guard let value = Timestamp(rfc3339: value) else {
                throw .invalid(name, Timestamp.expectation)
            }
            time = value
        // In this mode the content type is a header of its own, and the data is the body.
        case .datacontenttype, .dataschema, .data, .dataBase64: break
        }
    }

    /// Header values may be in quotes, and are percent-encoded (HTTP protocol binding, section
    /// 3.1.3.2).
    private static func decoded(_ value: String) -> String? {
        guard value.count >= 2, value.hasPrefix("\""), value.hasSuffix("\"") else {
            return value.removingPercentEncoding
        }
        var text = ""
        var isEscaped = false
        for character in value.dropFirst().dropLast() {
            if character == "\\", !isEscaped {
                isEscaped = true
            } else {
                text.append(character)
                isEscaped = false
            }
        }
        return text.removingPercentEncoding
    }
}
