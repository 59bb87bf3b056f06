/// Who used a key, as the API tells it.
struct WhoAnswer: Decodable {
    /// Something that was seen, how often and when.
    struct Sighting: Decodable {
        var value: String
        var allowed: Int128
        var denied: Int128
        var firstSeen: String
        var lastSeen: String
    }

    var key: String
    var tenant: String
    var owner: String?
    var name: String?
    var allowed: Int128
    var denied: Int128
    var firstSeen: String?
    var lastSeen: String?
    var ips: [Sighting]
    var userAgents: [Sighting]
    var clients: [Sighting]
    var operations: [Sighting]
    var denials: [Sighting]
    var errors: [Sighting]
    /// Whether a list holds only what was seen most.
    var truncated: Bool
}
