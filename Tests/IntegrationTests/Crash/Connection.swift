import AsyncHTTPClient

/// The two credentials of a load client at one server.
struct Connection: Sendable {
    var admin: Client
    var collector: Client

    init(_ server: Server, _ http: HTTPClient, _ cast: Cast) {
        admin = server.client(http, token: cast.admin)
        collector = server.client(http, token: cast.collector)
    }

    func send(_ act: Act) async throws(Client.NoAnswer) -> Answer {
        switch act.kind {
        case .report(let lines, let each):
            return try await collector.send(
                .post, each ? "/v1/usage?each=true" : "/v1/usage", .lines(lines.map(\.body)))
        case .consume(let call):
            return try await collector.send(
                .post, "/v1/authorize", .json(call.body(mode: "consume")))
        case .check(let call):
            return try await collector.send(
                .post, "/v1/authorize", .json(call.body(mode: "check")))
        case .command(let command):
            let headers = command.idempotencyKey.map { ["idempotency-key": $0] } ?? [:]
            return try await admin.send(
                command.method, command.path, command.body.map(Client.Body.json), headers: headers)
        case .meters(let tenant, let period):
            return try await admin.send(
                .get, "/v1/meters?tenant=\(tenant)&period=\(period)&group_by=key")
        }
    }
}
