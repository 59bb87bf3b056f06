import LedgerCore

/// One line of reported usage, as it is sent.
struct UsageLineBody: StrictBody {
    let id: String?
    let source: String?
    let time: Timestamp?
    let key: String?
    let tenant: String?
    let principal: String?
    let decision: Whole<UInt64>?
    let operation: String?
    let scope: String?
    let quantities: [String: Whole<Int64>]?
    let outcome: OutcomeBody?
    let code: String?
    let status: Whole<Int64>?
    let durationUs: Whole<Int64>?
    let requestBytes: Whole<Int64>?
    let responseBytes: Whole<Int64>?
    let ip: String?
    let userAgent: String?
    let client: String?
    let transport: String?
    let traceID: String?

    enum CodingKeys: String, CodingKey {
        case id, source, time, key, tenant, principal, decision, operation, scope, quantities
        case outcome, code, status, ip, client, transport
        case durationUs = "duration_us"
        case requestBytes = "request_bytes"
        case responseBytes = "response_bytes"
        case userAgent = "user_agent"
        case traceID = "trace_id"
    }

    struct OutcomeBody: Decodable {
        let outcome: Outcome

        init(from decoder: any Decoder) throws { outcome = try decoder.word("allowed or denied") }
    }

    var line: UsageLine {
        var line = UsageLine()
        line.id = id
        line.source = source
        line.time = time
        line.key = key
        line.tenant = tenant
        line.principal = principal
        line.decision = decision?.value
        line.operation = operation ?? ""
        line.scopes = scope.map { [$0] } ?? []
        line.quantities = quantities.map(Quantities.init(byMeter:)) ?? .none
        line.outcome = outcome?.outcome ?? .allowed
        line.code = code
        line.status = status?.value
        line.durationUs = durationUs?.value
        line.requestBytes = requestBytes?.value
        line.responseBytes = responseBytes?.value
        line.ip = ip
        line.userAgent = userAgent
        line.client = client
        line.transport = transport
        line.traceID = traceID
        return line
    }
}

/// A member of an array of lines: one that is wrong does not spoil those around it.
struct UsageMember: Decodable {
    let line: Result<UsageLine, APIError>

    init(from decoder: any Decoder) throws {
        do {
            line = .success(try Strict<UsageLineBody>(from: decoder).body.line)
        } catch {
            line = .failure(JSON.fault(error, expected: "JSON objects", below: decoder.codingPath))
        }
    }
}
