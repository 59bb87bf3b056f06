import HTTPTypes
import Hummingbird
import HummingbirdCore

/// Keeps web pages away: a browser on this machine can be talked into asking a server that listens
/// on it.
///
/// A name that leads here and is not ours (DNS rebinding) is refused, and so is what a page of
/// another origin sends. Programs send no `Origin`, and those that send no `Host` are no browsers.
struct OriginCheck: RouterMiddleware {
    private let hosts: Set<String>

    /// - Parameter hosts: names and addresses of the server, beside those of this machine.
    init(hosts: [String]) {
        self.hosts = Set(["localhost", "127.0.0.1", "::1"] + hosts.map { $0.lowercased() })
    }

    func handle(
        _ request: Request, context: APIContext,
        next: @concurrent (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        let authority = request.head.authority?.lowercased()
        if let authority, !hosts.contains(Self.host(of: authority)) {
            throw APIError(
                .misdirectedRequest, "host_forbidden",
                "This ledger is not served under that name; use the address that it listens on, or name "
                    + "it in --hosts.")
        }
        if let origin = request.headers[.origin], !Self.isOwn(origin, authority) {
            throw APIError(
                .forbidden, "origin_forbidden",
                "Pages of other origins are not served; ask from a program.")
        }
        return try await next(request, context)
    }

    private static func isOwn(_ origin: String, _ authority: String?) -> Bool {
        guard let authority else { return false }
        return ["http://", "https://"].contains { origin.lowercased() == $0 + authority }
    }

    /// The host of `host:port`, IPv6 without its brackets.
    private static func host(of authority: String) -> String {
        if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") {
            return String(authority[authority.index(after: authority.startIndex)..<end])
        }
        return String(authority.prefix { $0 != ":" })
    }
}
