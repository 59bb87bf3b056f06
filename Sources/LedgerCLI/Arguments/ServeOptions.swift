import ArgumentParser
import Foundation

/// What `serve` can be told, and `config print` reads the same way.
struct ServeOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A JSON file with these settings. (default: KEYLEDGER_CONFIG)", valueName: "file"),
        completion: .file(extensions: ["json"]))
    var config: String?

    @Option(
        help: ArgumentHelp(
            "The data folder. (default: ./keyledger-data)", valueName: "dir"),
        completion: .directory)
    var data: String?

    @Option(
        help: ArgumentHelp(
            "Where the API is. (default: 127.0.0.1:8640)", valueName: "host:port"))
    var listen: String?

    @Option(
        help: ArgumentHelp(
            "Where gateways will ask; accepted, and nothing listens there yet. (default: "
                + "127.0.0.1:8641)",
            valueName: "host:port"))
    var gatewayListen: String?

    @Option(
        help: ArgumentHelp(
            "Names that clients use for this server, beside localhost and the address.",
            valueName: "name,…"))
    var hosts: String?

    @Option(
        help: ArgumentHelp(
            "The server's certificate and those that lead to its root, in PEM.",
            valueName: "file"),
        completion: .file())
    var tlsCert: String?

    @Option(
        help: ArgumentHelp("The certificate's private key, in PEM.", valueName: "file"),
        completion: .file())
    var tlsKey: String?

    @Flag(help: "Listen beyond this machine without TLS: a proxy in front does it.")
    var plaintextBehindProxy = false

    @Option(help: ArgumentHelp("How log lines are written. (default: text)"))
    var logFormat: LogFormat?

    @Option(
        help: ArgumentHelp(
            "The folder below which keyledger backup makes backups; without it none are made.",
            valueName: "dir"),
        completion: .directory)
    var backupRoot: String?

    /// All settings, from wherever they come.
    func settings() throws(Failure) -> Settings {
        let environment = ProcessInfo.processInfo.environment
        let named = environment[Settings.fileVariable].flatMap { $0.isEmpty ? nil : $0 }
        var file: ConfigurationFile?
        if let path = config ?? named { file = try ConfigurationFile(at: path) }
        return Settings(flags: flags, environment: environment, file: file)
    }

    private var flags: [Setting: String] {
        var flags: [Setting: String] = [:]
        for setting in Setting.allCases {
            flags[setting] =
                switch setting {
                case .data: data
                case .listen: listen
                case .gatewayListen: gatewayListen
                case .hosts: hosts
                case .tlsCert: tlsCert
                case .tlsKey: tlsKey
                case .plaintextBehindProxy: plaintextBehindProxy ? "true" : nil
                case .logFormat: logFormat?.rawValue
                case .backupRoot: backupRoot
                }
        }
        return flags
    }
}
