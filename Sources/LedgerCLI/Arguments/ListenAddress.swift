import ArgumentParser

/// Where a server listens: `127.0.0.1:8640`, `[::1]:8640`, `localhost:8640`. Port 0 takes a free one.
struct ListenAddress: ExpressibleByArgument, Equatable, CustomStringConvertible {
    /// Without the brackets of an IPv6 address.
    var host: String
    var port: Int

    init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    init?(argument: String) {
        guard let colon = argument.lastIndex(of: ":"),
            let port = Int(argument[argument.index(after: colon)...]), (0...65_535).contains(port)
        else { return nil }
        let host = argument[..<colon]
        let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
        self.host = String(isBracketed ? host.dropFirst().dropLast() : host)
        self.port = port
        guard !self.host.isEmpty, isBracketed || !host.contains(":") else { return nil }
    }

    /// Whether only this machine reaches it.
    var isLoopback: Bool {
        host == "localhost" || host == "::1" || host.hasPrefix("127.")
    }

    var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    var defaultValueDescription: String { description }
}
