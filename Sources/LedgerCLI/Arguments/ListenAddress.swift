import ArgumentParser

/// Where a server listens: `127.0.0.1:8640`, `[::1]:8640`, `localhost:8640`. Port 0 takes a free
/// one.
package struct ListenAddress: ExpressibleByArgument, Equatable, CustomStringConvertible {
    /// Without the brackets of an IPv6 address.
    package let host: String
    /// 0 for one that is free.
    package let port: Int

    /// An address of its parts.
    package init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// - Returns: nil without a host and a port, and for an IPv6 address without brackets.
    package init?(argument: String) {
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
    package var isLoopback: Bool {
        // A name may begin with 127. as well, and lead anywhere.
        let isIPv4 = host.allSatisfy { ("0"..."9").contains($0) || $0 == "." }
        return host == "localhost" || host == "::1" || (isIPv4 && host.hasPrefix("127."))
    }

    /// Where this machine reaches it: of all addresses of the machine, the one that never leaves it.
    package var reachable: ListenAddress {
        switch host {
        case "0.0.0.0": ListenAddress(host: "127.0.0.1", port: port)
        case "::": ListenAddress(host: "::1", port: port)
        default: self
        }
    }

    /// As it stands in a URL.
    package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    /// What a help page shows as the default.
    package var defaultValueDescription: String { description }
}
