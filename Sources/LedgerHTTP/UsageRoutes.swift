import HTTPTypes
import HummingbirdCore
import JSONText
import LedgerCore
import LedgerService

/// Usage that is reported after the fact.
enum UsageRoutes {
    /// The longest line: more than the longest entry needs.
    private static let lineBytes = 128 * 1024

    static let all = [Route(.post, "/v1/usage", .usageWrite, record)]

    @Sendable private static func record(_ call: Call) async throws(APIError) -> Answer {
        let each = try call.query("each").flag("each")
        let format = try UsageFormat(of: call.request.head)
        var body = try BodyReader(call.request, limit: Limits.batchBytes)
        var intake = UsageIntake(call, each: each)
        var splitter = format.splitter(limit: lineBytes)
        var number = 0
        var part: [UInt8] = []
        while try await next(&body, into: &part, &intake) {
            var pieces: [TextPiece] = []
            let fault = fault { () throws(JSONFault) in try splitter.take(part, into: &pieces) }
            try await take(pieces, of: format, &number, &intake)
            if let fault { throw try await intake.broken(fault) }
        }
        var pieces: [TextPiece] = []
        let fault = fault { () throws(JSONFault) in try splitter.finish(into: &pieces) }
        try await take(pieces, of: format, &number, &intake)
        if let fault { throw try await intake.broken(fault) }
        try await intake.finish()
        return try .json(intake.tally, intake.view)
    }

    /// Reads the next part of the body; where that breaks off, with the counters of what precedes.
    private static func next(
        _ body: inout BodyReader, into part: inout [UInt8], _ intake: inout UsageIntake
    ) async throws(APIError) -> Bool {
        let broken: APIError
        do throws(APIError) {
            return try await body.next(into: &part)
        } catch {
            broken = error
        }
        throw try await intake.broken(broken)
    }

    /// What is wrong with the body as a whole.
    private static func fault(_ body: () throws(JSONFault) -> Void) -> APIError? {
        do throws(JSONFault) {
            try body()
            return nil
        } catch {
            return APIError(error, expected: "one JSON array of lines")
        }
    }

    private static func take(
        _ pieces: [TextPiece], of format: UsageFormat, _ number: inout Int,
        _ intake: inout UsageIntake
    ) async throws(APIError) {
        for piece in pieces {
            number += 1
            switch piece {
            case .tooLong:
                let error = APIError(
                    .badRequest, "line_too_long",
                    "The line is longer than \(lineBytes) bytes; shorten it.")
                try await intake.take(.failure(error), number: number, bytes: 0)
            case .text(let bytes):
                if format.isNothing(bytes) { continue }
                let line = Result { () throws(APIError) in try format.line(bytes) }
                try await intake.take(line, number: number, bytes: bytes.count)
            }
        }
    }
}
