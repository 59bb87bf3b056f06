/// What a server goes by: the settings, read and checked.
package struct ServerConfiguration: Equatable, Sendable {
    /// The files of a certificate and its key, in PEM.
    package struct TLSFiles: Equatable, Sendable {
        package var certificate: String
        package var key: String
    }

    /// The data folder.
    package let data: String
    /// Where the API is.
    package let listen: ListenAddress
    /// Where gateways ask.
    package let gatewayListen: ListenAddress
    /// The names that clients may ask for, beside those of this machine and the address itself.
    package let hosts: [String]
    /// Nil for plain HTTP.
    package let tls: TLSFiles?
    package let logFormat: LogFormat
    /// The folder below which callers may make backups; nil where none may.
    package let backupRoot: String?

    /// - Throws: a failure of usage where a setting cannot be read, and where other machines could
    ///   listen in on what is said to the ledger.
    package init(_ settings: Settings) throws(Failure) {
        data = settings[.data]?.text ?? ""
        listen = try settings.value(.listen, "host:port, such as 127.0.0.1:8640") {
            ListenAddress(argument: $0)
        }
        gatewayListen = try settings.value(.gatewayListen, "host:port, such as 127.0.0.1:8641") {
            ListenAddress(argument: $0)
        }
        hosts = (settings[.hosts]?.text ?? "").split(separator: ",")
            .map { $0.replacing(" ", with: "").lowercased() }
        logFormat = try settings.value(.logFormat, "text or json") { LogFormat(rawValue: $0) }
        backupRoot = settings[.backupRoot]?.text
        let isBehindProxy = try settings.value(.plaintextBehindProxy, "true or false") { Bool($0) }
        switch (settings[.tlsCert]?.text, settings[.tlsKey]?.text) {
        case (nil, nil): tls = nil
        case (let certificate?, let key?): tls = TLSFiles(certificate: certificate, key: key)
        case (.some, nil), (nil, .some):
            throw Failure(
                .usage, "TLS takes both \(Setting.tlsCert.flag) and \(Setting.tlsKey.flag).")
        }
        try check(.listen, listen, settings, isBehindProxy: isBehindProxy)
        try check(.gatewayListen, gatewayListen, settings, isBehindProxy: isBehindProxy)
    }

    /// That nobody on the way can read tokens.
    private func check(
        _ setting: Setting, _ address: ListenAddress, _ settings: Settings, isBehindProxy: Bool
    ) throws(Failure) {
        guard !address.isLoopback, tls == nil, !isBehindProxy else { return }
        throw Failure(
            .usage,
            "\(address) (\(settings.source(of: setting))) is reachable from other machines: give "
                + "\(Setting.tlsCert.flag) and \(Setting.tlsKey.flag), or say "
                + "\(Setting.plaintextBehindProxy.flag) where a proxy in front does TLS.")
    }
}

extension Settings {
    /// A setting as what it stands for.
    /// - Parameter expected: how the sentence "It must be … goes on.
    fileprivate func value<Value>(
        _ setting: Setting, _ expected: String, _ read: (String) -> Value?
    ) throws(Failure) -> Value {
        let text = self[setting]?.text ?? ""
        guard let value = read(text) else {
            throw Failure(
                .usage,
                "\(setting.name) is \(text) (\(source(of: setting))); it must be \(expected).")
        }
        return value
    }
}
