/// The settings of a server as texts, each with where it came from.
package struct Settings: Equatable, Sendable {
    /// Who said it.
    package enum Origin: Equatable, Sendable {
        case flag
        case environment
        /// A configuration file, by its path.
        case file(String)
        case standard
    }

    /// What was said, and by whom.
    package struct Said: Equatable, Sendable {
        package var text: String
        package var origin: Origin
    }

    /// The environment variable that names a configuration file where no flag does.
    package static let fileVariable = "KEYLEDGER_CONFIG"

    private var said: [Setting: Said] = [:]

    /// What counts for each setting.
    /// - Parameters:
    ///   - flags: those that were given.
    ///   - environment: of the process; a variable that is empty says nothing.
    ///   - file: what a configuration file says, if there is one.
    package init(
        flags: [Setting: String], environment: [String: String], file: ConfigurationFile?
    ) {
        for setting in Setting.allCases {
            let variable = environment[setting.variable].flatMap { $0.isEmpty ? nil : $0 }
            if let text = flags[setting] {
                said[setting] = Said(text: text, origin: .flag)
            } else if let variable {
                said[setting] = Said(text: variable, origin: .environment)
            } else if let file, let text = file.texts[setting] {
                said[setting] = Said(text: text, origin: .file(file.path))
            } else if let text = setting.defaultText {
                said[setting] = Said(text: text, origin: .standard)
            }
        }
    }

    /// - Returns: nil for a setting that nobody set and that has no default.
    package subscript(setting: Setting) -> Said? { said[setting] }

    /// Where a setting came from, as people read it: `--listen`, `KEYLEDGER_LISTEN`, a path,
    /// `default`.
    package func source(of setting: Setting) -> String {
        switch said[setting]?.origin {
        case .flag: setting.flag
        case .environment: setting.variable
        case .file(let path): path
        case .standard, nil: "default"
        }
    }
}
