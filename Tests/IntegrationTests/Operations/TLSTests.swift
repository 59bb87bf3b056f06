import Foundation
import Testing

/// A server with a certificate of its own making, asked by curl and by the program.
@Suite struct TLSTests {
    /// A key and a certificate that vouches for itself, for `localhost` and 127.0.0.1.
    private static func makeCertificate(_ name: String, in folder: TestFolder) async throws {
        let made = try await Tool.run(
            "openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                "-keyout", folder.path("\(name)-key.pem"), "-out", folder.path("\(name).pem"),
                "-days", "2", "-subj", "/CN=\(name)", "-addext",
                "subjectAltName=DNS:localhost,IP:127.0.0.1",
            ], in: folder)
        #expect(made.ending == .done, "\(made.messages)")
    }

    private static func serve(
        _ more: [String], in folder: TestFolder, listen: String = "127.0.0.1:0"
    ) throws -> ProgramProcess {
        try ProgramProcess(
            ["serve", "--data", folder.path("data"), "--listen", listen] + more, in: folder)
    }

    @Test func `curl and the program talk to a server whose certificate they trust`() async throws {
        let folder = try TestFolder()
        try await Self.makeCertificate("own", in: folder)
        try await Self.makeCertificate("other", in: folder)
        let files = ["--tls-cert", folder.path("own.pem"), "--tls-key", folder.path("own-key.pem")]
        // With a certificate a server may listen where others reach it.
        let server = try await Server(
            whenListening: Self.serve(files, in: folder, listen: "0.0.0.0:0"))
        #expect(server.url.hasPrefix("https://127.0.0.1:"))
        let url = server.url.replacing("127.0.0.1", with: "localhost")
        let token = try Life.adminKey(in: folder.path("data"))
        let ask = ["--silent", "--show-error", "--header", "Authorization: Bearer \(token)"]

        for version in ["--tlsv1.2", "--tlsv1.3"] {
            let good = try await Tool.run(
                "curl", ask + [version, "--cacert", folder.path("own.pem"), "\(url)/v1/tenants"],
                in: folder)
            #expect(good.ending == .done, "\(good.messages)")
            #expect(try good.json["data"]?.items.first?["id"] == "ledger")
        }
        let stranger = try await Tool.run(
            "curl", ask + ["--cacert", folder.path("other.pem"), "\(url)/v1/tenants"], in: folder)
        #expect(stranger.ending == .exit(60), "curl: the peer's certificate is not trusted")
        let old = try await Tool.run(
            "curl", ask + ["--insecure", "--tls-max", "1.1", "\(url)/v1/tenants"], in: folder)
        #expect(old.ending != .done)
        let plain = try await Tool.run(
            "curl", ask + ["\(url.replacing("https", with: "http"))/v1/tenants"], in: folder)
        #expect(plain.ending != .done)

        let environment = ["KEYLEDGER_URL": url, "KEYLEDGER_TOKEN": token]
        let trusting = try await Program.run(
            ["tenant", "list", "--output", "json"],
            environment: environment.merging(["KEYLEDGER_CA_CERT": folder.path("own.pem")]) { $1 },
            in: folder)
        #expect(trusting.ending == .done, "\(trusting.messages)")
        let wary = try await Program.run(["tenant", "list"], environment: environment, in: folder)
        #expect(wary.ending == .exit(3))
        #expect(await server.terminate() == .done)
    }

    @Test func `A certificate that is of no use is told before anything is made`() async throws {
        let folder = try TestFolder()
        try await Self.makeCertificate("own", in: folder)
        try await Self.makeCertificate("other", in: folder)
        let (own, ownKey) = (folder.path("own.pem"), folder.path("own-key.pem"))
        for (arguments, words) in [
            (["--tls-cert", own], "--tls-key"),
            (["--tls-key", ownKey], "--tls-cert"),
            (["--tls-cert", "nowhere", "--tls-key", ownKey], "nowhere cannot be read: No such"),
            (["--tls-cert", own, "--tls-key", own], "private key"),
            (["--tls-cert", own, "--tls-key", folder.path("other-key.pem")], "not that of"),
        ] {
            let process = try Self.serve(arguments, in: folder)
            #expect(await process.ending == .exit(2))
            #expect(process.messages.contains(words), "\(process.messages)")
            #expect(!FileManager.default.fileExists(atPath: folder.path("data")))
        }
    }

    @Test func `A certificate may come through a pipe`() async throws {
        let folder = try TestFolder()
        try await Self.makeCertificate("own", in: folder)
        try await Self.makeCertificate("other", in: folder)
        // It was read, for it is found not to belong to the key.
        let command = #"cat "$1" | "$0" serve --data "$2" --tls-cert /dev/stdin --tls-key "$3""#
        let refused = try await Tool.run(
            "sh",
            [
                "-c", command, Program.url.path, folder.path("own.pem"), folder.path("data"),
                folder.path("other-key.pem"),
            ], in: folder)
        #expect(refused.ending == .exit(2))
        #expect(refused.messages.contains("not that of"), "\(refused.messages)")
    }

    @Test func `Behind a proxy that does TLS, and under its names, plain HTTP is served`()
        async throws
    {
        let folder = try TestFolder()
        let server = try await Server(
            whenListening: Self.serve(
                ["--plaintext-behind-proxy", "--hosts", "ledger.example,other.example"],
                in: folder, listen: "0.0.0.0:0"))
        for (host, status) in [
            ("ledger.example", "200"), ("Other.example:443", "200"), ("evil.example", "421"),
        ] {
            let asked = try await Tool.run(
                "curl",
                [
                    "--silent", "--output", "/dev/null", "--write-out", "%{http_code}",
                    "--header", "Host: \(host)", "\(server.url)/livez",
                ], in: folder)
            #expect(asked.output == status, "\(host)")
        }
        #expect(await server.terminate() == .done)
    }
}
