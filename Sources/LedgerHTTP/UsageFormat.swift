import HTTPTypes
import JSONText
import LedgerCore

/// The ways in which lines of usage may be sent.
enum UsageFormat {
    /// One object per line.
    case lines
    /// One array of objects.
    case array
    /// One CloudEvent, and one array of them.
    case event
    case events
    /// One CloudEvent whose attributes are headers; the body is its data.
    case binaryEvent(CloudEvent)

    private static let lineTypes: Set<String> = [
        "application/x-ndjson", "application/ndjson", "application/jsonl",
        "application/json-lines",
    ]

    /// - Throws: `unsupported_media_type`; or what is wrong with the event that the headers are.
    init(of request: HTTPRequest) throws(APIError) {
        let type = MediaType(request.headerFields[.contentType] ?? "")
        switch type.name {
        case "application/cloudevents+json": self = .event
        case "application/cloudevents-batch+json": self = .events
        case _ where CloudEvent.isBinary(request):
            self = .binaryEvent(try CloudEvent(binary: request))
        case "application/json": self = .array
        case _ where Self.lineTypes.contains(type.name): self = .lines
        default:
            throw APIError(
                .unsupportedMediaType, "unsupported_media_type",
                "Send lines as Content-Type: application/x-ndjson, an array as application/json, "
                    + "or CloudEvents.")
        }
    }

    /// What cuts the body into the pieces that each say a line.
    /// - Parameter limit: the longest piece that is read, in bytes.
    func splitter(limit: Int) -> any TextSplitter {
        switch self {
        case .lines: LineSplitter(limit: limit)
        case .array, .events: ArraySplitter(limit: limit)
        case .event, .binaryEvent: SingleText(limit: limit)
        }
    }

    /// Whether a piece says nothing: blank lines are passed over.
    func isNothing(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard case .lines = self else { return false }
        return bytes.allSatisfy { $0 == 0x20 || $0 == 0x09 }
    }

    /// Reads what one piece of the body says.
    func line(_ bytes: ArraySlice<UInt8>) throws(APIError) -> UsageLine {
        switch self {
        case .lines, .array: try UsageLineReader.read(bytes)
        case .event, .events: try CloudEvent.line(structured: bytes)
        case .binaryEvent(let event): try event.line(with: bytes)
        }
    }
}
