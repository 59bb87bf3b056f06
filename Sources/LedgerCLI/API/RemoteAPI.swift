import AsyncHTTPClient
import LedgerHTTP
import NIOCore
import NIOHTTP1
import NIOSSL

/// The API of a running server.
struct RemoteAPI: LedgerAPI {
    static let defaultURL = "http://127.0.0.1:8640"

    /// Imports of large files take their time; an answer may take this long.
    private static let answerWithin = TimeAmount.minutes(10)
    private static let connectWithin = TimeAmount.seconds(5)
    private static let answerBytesMax = 256 * 1024 * 1024

    private let url: String
    private let token: String?
    private let client: HTTPClient

    /// - Parameters:
    ///   - url: scheme, host and port, as people write it.
    ///   - token: of the credential; without one only public answers come.
    ///   - caCertificate: a PEM file with certificates to trust beside the system's.
    init(url: String, token: String?, caCertificate: String? = nil) throws(Failure) {
        guard url.hasPrefix("http://") || url.hasPrefix("https://") else {
            throw Failure(
                .usage,
                "The server's URL begins with http:// or https://, such as \(Self.defaultURL).")
        }
        self.url = url.hasSuffix("/") ? String(url.dropLast()) : url
        self.token = token
        // A redirect would hand the token to whoever it names.
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow, timeout: .init(connect: Self.connectWithin))
        // Whoever waits at a shell wants to be told at once that nobody listens.
        configuration.connectionPool.retryConnectionEstablishment = false
        if let caCertificate { configuration.tlsConfiguration = try Self.trusting(caCertificate) }
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    private static func trusting(_ path: String) throws(Failure) -> TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        do throws(TLSError) {
            let certificates = try CertificateFile.certificates(path)
            configuration.additionalTrustRoots = [.certificates(certificates)]
        } catch {
            throw Failure(.usage, error.sentence)
        }
        return configuration
    }

    func send(_ request: APIRequest) async throws(Failure) -> APIAnswer {
        var outgoing = HTTPClientRequest(url: url + request.target)
        outgoing.method = .init(rawValue: request.method.rawValue)
        for (name, value) in request.headers { outgoing.headers.add(name: name, value: value) }
        if let token { outgoing.headers.add(name: "authorization", value: "Bearer \(token)") }
        if !request.body.isEmpty {
            outgoing.body = .bytes(request.body, length: .known(Int64(request.body.count)))
        }
        do {
            let incoming = try await client.execute(outgoing, timeout: Self.answerWithin)
            let body = try await incoming.body.collect(upTo: Self.answerBytesMax)
            return APIAnswer(
                status: Int(incoming.status.code),
                sequence: incoming.headers.first(name: APIAnswer.sequenceHeader),
                retryAfter: incoming.headers.first(name: APIAnswer.retryHeader),
                body: Array(body.readableBytesView))
        } catch {
            throw unreachable(error)
        }
    }

    private func unreachable(_ error: any Error) -> Failure {
        if error is NIOSSLError || error is NIOSSLExtraError {
            return Failure(
                .unreachable,
                "No TLS with \(url): \(error). The URL must name the server as its certificate does, "
                    + "and KEYLEDGER_CA_CERT or --ca-cert a certificate that the system does not "
                    + "trust.")
        }
        // A refused connection needs no more words than that nobody listens.
        let cause = (error as? HTTPClientError).map { " (\($0.shortDescription))" } ?? ""
        return Failure(
            .unreachable,
            "No answer from \(url)\(cause). Is keyledger serve running there? KEYLEDGER_URL or --url "
                + "says where to look.")
    }

    func close() async {
        try? await client.shutdown()
    }
}
