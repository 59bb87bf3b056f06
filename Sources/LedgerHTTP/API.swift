import HTTPTypes
import Hummingbird
import HummingbirdCore
import LedgerCore
import LedgerService
import Logging
import ServiceLifecycle
import Synchronization

/// The ledger's HTTP API: its routes, whoever asks and by whatever way.
final class API: Sendable {
    let ledger: Ledger
    let metrics = Metrics()
    /// The folder below which backups are made; nil where none are.
    let backupRoot: String?
    private let draining = Atomic(false)

    init(ledger: Ledger, backupRoot: String? = nil) {
        self.ledger = ledger
        self.backupRoot = backupRoot
    }

    /// Takes no more traffic from balancers; what comes is still answered.
    func drain() { draining.store(true, ordering: .relaxed) }

    var isDraining: Bool { draining.load(ordering: .relaxed) }

    static let routes: [Route] =
        TenantRoutes.all + PrincipalRoutes.all + KeyRoutes.all + KeyReadingRoutes.all
        + UsageRoutes.all + AuthorizeRoutes.all + MeterRoutes.all + EntryRoutes.all
        + AuditRoutes.all + ImportRoutes.all + StatusRoutes.all + BackupRoutes.all
        + HealthRoutes.all + OpenAPIRoutes.all

    /// What answers requests.
    /// - Parameters:
    ///   - authentication: how it is known who asks.
    ///   - origins: what keeps web pages away; nil where none can ask.
    func responder(
        _ authentication: any Authentication, origins: OriginCheck? = nil
    ) -> RouterResponder<APIContext> {
        let router = Router(context: APIContext.self, options: [.autoGenerateHeadEndpoints])
        router.add(middleware: Envelope(api: self))
        if let origins { router.add(middleware: origins) }
        for route in Self.routes {
            router.on(RouterPath(route.template), method: route.method) { request, context in
                try await self.answer(request, context, route, authentication).response
            }
        }
        return router.buildResponder()
    }

    private func answer(
        _ request: Request, _ context: APIContext, _ route: Route,
        _ authentication: any Authentication
    ) async throws(APIError) -> Answer {
        var caller = Caller(actor: Actor(surface: .http), scopes: [], tenants: .some([]))
        if let scope = route.scope {
            caller = try authentication.caller(of: request, context, ledger)
            guard caller.holds(scope) else {
                throw APIError(Rejection.scopeForbidden(scope.rawValue))
            }
            caller = try acting(caller, request)
        }
        // No parameter is taken that the API's document does not name.
        _ = try Query(request.uri, names: OpenAPI.operation(of: route)?.queryNames ?? [])
        let call = Call(request: request, context: context, caller: caller, api: self)
        return try await route.answer(call)
    }

    /// The caller, acting for the principal that `Ledger-Actor` names, if that is sent.
    private func acting(_ caller: Caller, _ request: Request) throws(APIError) -> Caller {
        let names = Set(request.headers[values: .ledgerActor])
        guard let name = names.first else { return caller }
        guard names.count == 1 else { throw .invalid("Ledger-Actor", "is there twice") }
        guard caller.holds(.ledgerWrite) else {
            throw APIError(Rejection.scopeForbidden(ReservedScope.ledgerWrite.rawValue))
        }
        guard let acting = ledger.view.state.caller(caller, actingFor: name) else {
            throw APIError(Rejection.principalNotFound)
        }
        return acting
    }

    /// What is said of a request that no route takes.
    static func miss(_ request: Request) -> APIError {
        let methods = routes.filter { $0.matches(path: request.uri.path) }.map(\.method)
        guard !methods.isEmpty else { return .notFound }
        return .wrongMethod(allowed: methods.contains(.get) ? methods + [.head] : methods)
    }
}

/// One thing the API does.
struct Route: Sendable {
    let method: HTTPRequest.Method
    /// The path, with its variable parts in braces.
    let template: String
    /// What the caller must hold; nil for what everybody may ask.
    let scope: ReservedScope?
    let answer: @Sendable (Call) async throws(APIError) -> Answer

    init(
        _ method: HTTPRequest.Method, _ template: String, _ scope: ReservedScope?,
        _ answer: @escaping @Sendable (Call) async throws(APIError) -> Answer
    ) {
        self.method = method
        self.template = template
        self.scope = scope
        self.answer = answer
    }

    func matches(path: String) -> Bool {
        let (own, asked) = (template.split(separator: "/"), path.split(separator: "/"))
        return own.count == asked.count
            && zip(own, asked).allSatisfy { $0 == $1 || $0.hasPrefix("{") }
    }
}

/// What goes with a request through the router.
struct APIContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let requestID: String
    /// The address the request came from; nil within the process.
    let peer: String?
    /// Whether nobody but this machine can have sent it.
    let isLocal: Bool

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        requestID = Self.requestID(source.logger)
        let address = source.channel.remoteAddress
        peer = address?.ipAddress
        isLocal = Self.isLoopback(address?.ipAddress)
    }

    init(source: LocalSource) {
        coreContext = CoreRequestContextStorage(source: source)
        requestID = Self.requestID(source.logger)
        peer = nil
        isLocal = true
    }

    private static func requestID(_ logger: Logger) -> String {
        "req_" + (logger[metadataKey: "hb.request.id"]?.description ?? RequestID().description)
    }

    private static func isLoopback(_ address: String?) -> Bool {
        guard let address else { return false }
        return address.hasPrefix("127.") || address == "::1" || address.hasPrefix("::ffff:127.")
    }
}

/// Where a request comes from that never was on a wire.
struct LocalSource: RequestContextSource {
    let logger: Logger
}
