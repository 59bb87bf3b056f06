import Foundation
import HTTPTypes
import HummingbirdCore
import LedgerCore
import LedgerService
import NIOCore

/// Usage that is reported after the fact.
enum UsageRoutes {
    /// The longest line: more than the longest entry needs.
    private static let lineBytes = 128 * 1024
    private static let lineTypes: Set<String> = [
        "application/x-ndjson", "application/ndjson", "application/jsonl",
        "application/json-lines",
    ]

    static let all = [Route(.post, "/v1/usage", .usageWrite, record)]

    @Sendable private static func record(_ call: Call) async throws(APIError) -> Answer {
        let each = try call.query("each").flag("each")
        guard call.request.headers[.contentEncoding].map({ $0 == "identity" }) ?? true else {
            throw APIError(
                .unsupportedMediaType, "unsupported_encoding",
                "Send the lines uncompressed, without Content-Encoding.")
        }
        let field = call.request.headers[.contentType] ?? ""
        let type = field.prefix { $0 != ";" }.lowercased().filter { $0 != " " }
        var intake = UsageIntake(call, each: each)
        if lineTypes.contains(type) {
            try await readLines(of: call, into: &intake)
        } else if type == "application/json" {
            try await readArray(of: call, into: &intake)
        } else {
            throw APIError(
                .unsupportedMediaType, "unsupported_media_type",
                "Send lines as Content-Type: application/x-ndjson, or an array as application/json."
            )
        }
        return try .json(intake.tally, intake.view)
    }

    private static func readLines(
        of call: Call, into intake: inout UsageIntake
    ) async throws(APIError) {
        var splitter = LineSplitter(limit: lineBytes)
        var number = 0
        var bytes = 0
        do {
            for try await buffer in call.request.body {
                bytes += buffer.readableBytes
                guard bytes <= Limits.batchBytes else {
                    throw try await intake.broken(.tooLarge("\(Limits.batchBytes) bytes"))
                }
                for piece in splitter.take(buffer.readableBytesView) {
                    number += 1
                    try await take(piece, number, into: &intake)
                }
            }
        } catch let error as APIError {
            throw error
        } catch {
            throw try await intake.broken(.brokenBody)
        }
        if let piece = splitter.finish() { try await take(piece, number + 1, into: &intake) }
        try await intake.finish()
    }

    private static func take(
        _ piece: LineSplitter.Piece, _ number: Int, into intake: inout UsageIntake
    ) async throws(APIError) {
        switch piece {
        case .tooLong:
            let error = APIError(
                .badRequest, "line_too_long",
                "The line is longer than \(lineBytes) bytes; shorten it.")
            try await intake.take(.failure(error), number: number, bytes: 0)
        case .line(let bytes):
            guard !bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) else { return }
            let line = Result { () throws(APIError) in
                try JSON.decode(UsageLineBody.self, from: bytes).line
            }
            try await intake.take(line, number: number, bytes: bytes.count)
        }
    }

    private static func readArray(
        of call: Call, into intake: inout UsageIntake
    ) async throws(APIError) {
        let bytes = try await call.bytes(Limits.jsonBytes)
        let members: [UsageMember]
        do {
            members = try JSON.decoder.decode([UsageMember].self, from: Data(bytes))
        } catch {
            throw .malformedJSON("a JSON array of lines")
        }
        for (index, member) in members.enumerated() {
            try await intake.take(member.line, number: index + 1, bytes: 0)
        }
        try await intake.finish()
    }
}
