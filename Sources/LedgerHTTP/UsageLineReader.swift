import LedgerCore

/// Reads a line of reported usage from the bytes that were sent.
enum UsageLineReader {
    private enum Member: String, CaseIterable {
        case id, source, time, key, tenant, principal, decision, operation, scope, quantities
        case outcome, code, status, ip, client, transport
        case durationUs = "duration_us"
        case requestBytes = "request_bytes"
        case responseBytes = "response_bytes"
        case userAgent = "user_agent"
        case traceID = "trace_id"
    }

    private static let table = MemberTable<Member>()

    /// - Parameter bytes: one JSON object.
    /// - Throws: what is wrong with the line, in terms of its fields.
    static func read(_ bytes: ArraySlice<UInt8>) throws(APIError) -> UsageLine {
        var members = try MemberReader(bytes, table)
        var line = UsageLine()
        while let member = try members.next() {
            switch member {
            case .id: line.id = try members.string(member)
            case .source: line.source = try members.string(member)
            case .time: line.time = try members.time(member)
            case .key: line.key = try members.string(member)
            case .tenant: line.tenant = try members.string(member)
            case .principal: line.principal = try members.string(member)
            case .decision: line.decision = try sequence(member, &members)
            case .operation: line.operation = try members.string(member) ?? ""
            case .scope: line.scopes = try members.string(member).map { [$0] } ?? []
            case .quantities: line.quantities = try members.quantities(member) ?? .none
            case .outcome: line.outcome = try outcome(member, &members)
            case .code: line.code = try members.string(member)
            case .status: line.status = try members.integer(member)
            case .durationUs: line.durationUs = try members.integer(member)
            case .requestBytes: line.requestBytes = try members.integer(member)
            case .responseBytes: line.responseBytes = try members.integer(member)
            case .ip: line.ip = try members.string(member)
            case .userAgent: line.userAgent = try members.string(member)
            case .client: line.client = try members.string(member)
            case .transport: line.transport = try members.string(member)
            case .traceID: line.traceID = try members.string(member)
            }
        }
        return line
    }

    private static func sequence(
        _ member: Member, _ members: inout MemberReader<Member>
    ) throws(APIError) -> UInt64? {
        guard let integer = try members.integer(member) else { return nil }
        guard let sequence = UInt64(exactly: integer) else {
            throw .invalid(member.rawValue, "must be an integer in range")
        }
        return sequence
    }

    private static func outcome(
        _ member: Member, _ members: inout MemberReader<Member>
    ) throws(APIError) -> Outcome {
        guard let text = try members.string(member) else { return .allowed }
        guard let outcome = Outcome(rawValue: text) else {
            throw .invalid(member.rawValue, "must be allowed or denied")
        }
        return outcome
    }
}
