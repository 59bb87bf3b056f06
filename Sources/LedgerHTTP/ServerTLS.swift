import NIOSSL

/// The certificate that a server shows and the key that proves it is its own, read once at the
/// start: a new certificate takes a restart.
///
/// TLS 1.2 and 1.3, as NIOSSL sets them up; HTTP/1.1 is all that is spoken inside.
package struct ServerTLS: Sendable {
    let configuration: TLSConfiguration

    /// - Parameters:
    ///   - certificate: a PEM file: the server's certificate, then those that lead to its root.
    ///   - key: a PEM file with its private key, without a passphrase.
    /// - Throws: where a file cannot be read, and where the two do not belong together.
    package init(certificate: String, key: String) throws(TLSError) {
        let chain = try CertificateFile.certificates(certificate)
        let privateKey = try CertificateFile.privateKey(key)
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(privateKey))
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["http/1.1"]
        do {
            // What a connection would find out is found out before the ledger is opened.
            _ = try NIOSSLContext(configuration: configuration)
        } catch {
            throw TLSError(
                "The key in \(key) is not that of the certificate in \(certificate).")
        }
        self.configuration = configuration
    }
}
