import LedgerCore
import Testing

/// The golden entries: one of each type, with every field that the type can have.
///
/// Blind and personal values are sealed as Format.md says, under keys that count up in bytes:
/// holder
/// `ada` has the key 00, 01 … 1f, holder `grace` 20 … 3f, and the blinding key is 40 … 5f.
enum SampleEntries {
    static let sequence: UInt64 = 65_793
    static let blind: [UInt8] = [
        0x7D, 0xCD, 0x74, 0x81, 0x1C, 0xD5, 0xAE, 0xF7, 0x00, 0xF6, 0x49, 0x50, 0xEA, 0x4C, 0xE5,
        0xBB,
    ]

    static func entry(_ type: EntryType) throws -> Entry {
        var filling = SampleFilling(fields: try SampleFields())
        var entry = Entry(
            sequence: sequence,
            recordedAt: try Timestamp.at("2026-11-21T03:05:00.25Z"), tenant: "acme",
            actor: Actor(
                credential: "key_zyxwvutsrqponmlkjihgfe", principal: "grace", surface: .http),
            actorPersonal: try actorPersonal(), body: EntryBody.read(type, from: &filling))

        switch type.name.prefix(while: { $0 != "." }) {
        case "usage", "hold":
            entry.key = "key_0123456789ABCDEFGHIJKL"
            entry.time = try Timestamp.at("2026-11-21T03:04:59.987654Z")
            entry.source = "edge-1"
            entry.id = "req-000042"
            entry.personal = try callPersonal()
            entry.actorPersonal = nil
            entry.defaulted = ["quantities", "time"]
        case "key", "credential", "lease", "cap":
            entry.key = "key_0123456789ABCDEFGHIJKL"
            entry.source = "grace"
            entry.id = "create-7"
            entry.personal = try keyPersonal()
        default:
            break
        }
        return entry
    }

    /// `{"ip":"203.0.113.7","user_agent":"curl/8.14.1"}` of holder `ada`.
    private static func callPersonal() throws -> SealedPersonal {
        try sealed(
            "ada", "9e7faec84e5d00a9c2a611a27fc4b75830919de0a04c37c938923a8e6f69661b",
            "0c0add4ee7aa8eef3ea90b67d444494e92f59d58e3d65929"
                + "12f1d9a70679b4a6bc939ece027ef19933b449cbb6f44d"
        )
    }

    /// `{"name":"build server"}` of holder `ada`.
    private static func keyPersonal() throws -> SealedPersonal {
        try sealed(
            "ada", "aefdfb6e8484755c6530fcfc3abbf196c46f68c13cd56df65015f9da56c44726",
            "e0bb33872a68460e89cc300c14d9b1c9d2eea95a451241")
    }

    /// `{"ip":"198.51.100.23","reason":"asked for by mail"}` of holder `grace`.
    private static func actorPersonal() throws -> SealedPersonal {
        try sealed(
            "grace", "7d05867585c0e46269fa4d491b5f602e1645c1418622698014042e417adce20b",
            "34bcf650a645b724fd2cdbb30ab61172deeccc266813aed85984"
                + "5eca85842cb8183f86bd850e731039264f66fb518809f956ce"
        )
    }

    private static func sealed(
        _ holder: String, _ commitment: String, _ ciphertext: String
    ) throws -> SealedPersonal {
        SealedPersonal(
            holder: holder, commitment: try #require(Digest(hex: commitment)),
            ciphertext: try #require(Hex.decode(ciphertext)))
    }
}
