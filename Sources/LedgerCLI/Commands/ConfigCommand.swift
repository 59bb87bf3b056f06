import ArgumentParser
import LedgerText

/// `keyledger config …`
struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Configuration: what a server here would go by.",
        subcommands: [Print.self])
}

extension ConfigCommand {
    struct Print: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show every setting of serve, and where it comes from.",
            discussion: """
                A flag counts before the environment (KEYLEDGER_LISTEN for --listen), that before \
                the configuration file, that before the default. Exit code 2 where serve would not \
                start with this.

                Examples:
                  keyledger config print
                  keyledger config print --config /etc/keyledger/config.json --output json

                A configuration file:
                  {"listen": "0.0.0.0:8640", "hosts": ["ledger.example"],
                   "tls_cert": "cert.pem", "tls_key": "key.pem", "log_format": "json"}
                """)

        @OptionGroup var options: ServeOptions
        @OptionGroup var output: OutputOptions

        func run() throws {
            let settings = try options.settings()
            try SettingRow.show(settings, output)
            _ = try ServerConfiguration(settings)
        }
    }
}

/// One setting, as it is shown.
private struct SettingRow: Row {
    let setting: Setting
    let text: String?
    let source: String

    static var columns: [Table.Column] {
        [.identifier("setting"), .identifier("value"), .identifier("from")]
    }

    var cells: [Value] { [Value(setting.name), .optional(text), Value(source)] }

    static func show(_ settings: Settings, _ output: OutputOptions) throws(Failure) {
        let rows = Setting.allCases.map {
            SettingRow(setting: $0, text: settings[$0]?.text, source: settings.source(of: $0))
        }
        switch output.output {
        case .json: try output.writeLine(["settings": .array(rows.map(\.json))])
        case .ndjson: for row in rows { try output.writeLine(row.json) }
        case .table, .csv: try output.show(rows, "settings")
        }
    }

    private var json: JSONValue {
        [
            "setting": .string(setting.name), "value": text.map(JSONValue.string) ?? .null,
            "from": .string(source),
        ]
    }
}
