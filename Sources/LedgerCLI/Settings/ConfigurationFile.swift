import Foundation

/// A configuration file: one JSON object with a member per setting.
///
///     {"listen": "0.0.0.0:8640", "hosts": ["ledger.example"], "tls_cert": "/etc/keyledger/cert.pem"}
///
/// Values are strings, true or false, or an array of strings where a setting is a list. A name that
/// is no setting is refused: one that is misspelt would be passed over in silence.
package struct ConfigurationFile: Equatable, Sendable {
    /// As it was given.
    package let path: String
    /// What it says of each setting, as the flag would have it.
    package let texts: [Setting: String]

    /// More than any configuration needs; what is larger is another file, named by mistake.
    private static let bytesMax = 64 * 1024

    /// Reads the file.
    /// - Throws: a failure of usage where it cannot be read or says what cannot be understood.
    package init(at path: String) throws(Failure) {
        self.path = path
        guard let file = FileHandle(forReadingAtPath: path),
            let data = try? file.read(upToCount: Self.bytesMax + 1)
        else {
            throw Failure(
                .usage, "The configuration file \(path) cannot be read; check its name.")
        }
        guard data.count <= Self.bytesMax,
            let members = try? JSONDecoder().decode([String: JSONValue].self, from: data)
        else {
            throw Failure(
                .usage, "The configuration file \(path) is no JSON object; check its syntax.")
        }
        var texts: [Setting: String] = [:]
        for (name, value) in members.sorted(by: { $0.key < $1.key }) {
            guard let setting = Setting(rawValue: name) else {
                throw Failure(
                    .usage,
                    "\(path) sets \(name), which is no setting; keyledger config print lists them.")
            }
            texts[setting] = try Self.text(of: value, setting, path)
        }
        self.texts = texts
    }

    private static func text(
        of value: JSONValue, _ setting: Setting, _ path: String
    ) throws(Failure) -> String {
        switch value {
        case .string(let text): return text
        case .boolean(let flag) where setting == .plaintextBehindProxy: return String(flag)
        case .array(let items) where setting == .hosts:
            let texts = items.compactMap { item -> String? in
                guard case .string(let text) = item else { return nil }
                return text
            }
            if texts.count == items.count { return texts.joined(separator: ",") }
        case .boolean, .array, .null, .integer, .object: break
        }
        throw Failure(
            .usage, "\(path) sets \(setting.name) to a value of the wrong kind; see the manual.")
    }
}
