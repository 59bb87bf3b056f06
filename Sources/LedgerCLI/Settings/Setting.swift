/// One thing that an operator decides about a server, and every way to say it.
///
/// The first of these that says it counts: a flag, the environment, the configuration file, the
/// default. No setting is a secret: certificates and keys are named by their files.
package enum Setting: String, CaseIterable, Sendable {
    case data
    case listen
    case gatewayListen = "gateway_listen"
    case hosts
    case tlsCert = "tls_cert"
    case tlsKey = "tls_key"
    case plaintextBehindProxy = "plaintext_behind_proxy"
    case logFormat = "log_format"
    case backupRoot = "backup_root"

    /// The name in a configuration file.
    package var name: String { rawValue }

    /// The name of the environment variable.
    package var variable: String { "KEYLEDGER_" + rawValue.uppercased() }

    /// The flag of `serve`.
    package var flag: String { "--" + rawValue.replacing("_", with: "-") }

    /// What counts where nobody says anything; nil where there is nothing then.
    package var defaultText: String? {
        switch self {
        case .data: "./keyledger-data"
        case .listen: "127.0.0.1:8640"
        case .gatewayListen: "127.0.0.1:8641"
        case .plaintextBehindProxy: "false"
        case .logFormat: LogFormat.text.rawValue
        case .hosts, .tlsCert, .tlsKey, .backupRoot: nil
        }
    }
}
