/// An address of IPv4 or IPv6, whatever way it was written.
package struct IPAddress: Hashable, Sendable {
    package let isV4: Bool
    /// The first eight bytes; those of IPv4 stand at the front.
    package let high: UInt64
    package let low: UInt64

    fileprivate init(isV4: Bool, high: UInt64, low: UInt64) {
        self.isV4 = isV4
        self.high = high
        self.low = low
    }

    /// Reads `192.0.2.7` or `2001:db8::7` (RFC 4291, section 2.2); an IPv4 address written as one of
    /// IPv6 (`::ffff:192.0.2.7`) is that IPv4 address.
    /// - Returns: nil for any other text, also for one with a zone or a port.
    package init?(_ text: some StringProtocol) {
        if let bytes = Self.v4(text) {
            self.init(isV4: true, high: UInt64(bytes) << 32, low: 0)
            return
        }
        guard let groups = Self.v6(text) else { return nil }
        let words = groups.map { UInt64($0) }
        let high = words[0] << 48 | words[1] << 32 | words[2] << 16 | words[3]
        let low = words[4] << 48 | words[5] << 32 | words[6] << 16 | words[7]
        if high == 0, low >> 32 == 0xFFFF {
            self.init(isV4: true, high: low << 32, low: 0)
        } else {
            self.init(isV4: false, high: high, low: low)
        }
    }

    /// Four numbers up to 255 without leading zeros, which some read as octal.
    private static func v4(_ text: some StringProtocol) -> UInt32? {
        var address: UInt32 = 0
        var number: UInt32 = 0
        var (parts, digits) = (0, 0)
        for byte in text.utf8 {
            if byte == UInt8(ascii: ".") {
                guard digits > 0, parts < 3 else { return nil }
                address = address << 8 | number
                parts += 1
                (number, digits) = (0, 0)
            } else {
                guard 0x30...0x39 ~= byte, digits == 0 || number > 0 else { return nil }
                number = number * 10 + UInt32(byte - 0x30)
                digits += 1
                guard number <= 255 else { return nil }
            }
        }
        return parts == 3 && digits > 0 ? address << 8 | number : nil
    }

    private static func v6(_ text: some StringProtocol) -> [UInt16]? {
        // `::` stands for as many zeros as are missing, and stands once.
        let pieces = text.split(separator: ":", omittingEmptySubsequences: false)
        guard 3...9 ~= pieces.count else { return nil }
        var groups: [UInt16] = []
        var gap: Int?
        for (index, piece) in pieces.enumerated() {
            let isLast = index == pieces.count - 1
            if piece.isEmpty {
                if index == 0 {
                    guard pieces[1].isEmpty else { return nil }
                } else if isLast {
                    guard pieces[index - 1].isEmpty else { return nil }
                } else {
                    guard gap == nil else { return nil }
                    gap = groups.count
                }
            } else if isLast, let v4 = v4(piece) {
                groups.append(UInt16(v4 >> 16))
                groups.append(UInt16(truncatingIfNeeded: v4))
            } else {
                guard piece.utf8.count <= 4, piece.utf8.allSatisfy(Self.isHexadecimal),
                    let group = UInt16(piece, radix: 16)
                else { return nil }
                groups.append(group)
            }
        }
        guard let gap else { return groups.count == 8 ? groups : nil }
        guard groups.count < 8 else { return nil }
        groups.insert(contentsOf: repeatElement(0, count: 8 - groups.count), at: gap)
        return groups
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        0x30...0x39 ~= byte || 0x41...0x46 ~= byte || 0x61...0x66 ~= byte
    }
}

/// All addresses that begin with the same bits, as CIDR writes them: `192.0.2.0/24`.
package struct AddressBlock: Hashable, Sendable {
    /// The first of them.
    package let address: IPAddress
    /// How many bits they share: up to 32 of IPv4, up to 128 of IPv6.
    package let length: Int

    /// The block of that length that an address lies in.
    /// - Parameter length: not more than the address has bits.
    package init(around address: IPAddress, length: Int) {
        precondition(length >= 0 && length <= (address.isV4 ? 32 : 128))
        // A shift by all 64 bits gives 0.
        let high = UInt64.max << UInt64(max(64 - length, 0))
        let low = UInt64.max << UInt64(min(128 - length, 64))
        self.address = IPAddress(
            isV4: address.isV4, high: address.high & high, low: address.low & low)
        self.length = length
    }

    /// Reads an address, or an address and a length; bits after that length are passed over.
    /// - Returns: nil for any other text.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = IPAddress(parts[0]) else { return nil }
        let most = address.isV4 ? 32 : 128
        guard parts.count == 2 else {
            self.init(around: address, length: most)
            return
        }
        guard 1...3 ~= parts[1].utf8.count, parts[1].utf8.allSatisfy({ 0x30...0x39 ~= $0 }),
            var length = Int(parts[1])
        else { return nil }
        if address.isV4, parts[0].contains(":") {
            // Of an IPv4 address written as one of IPv6 the length counts the 96 bits before it.
            guard length >= 96 else { return nil }
            length -= 96
        }
        guard length <= most else { return nil }
        self.init(around: address, length: length)
    }

    package func contains(_ address: IPAddress) -> Bool {
        address.isV4 == self.address.isV4
            && AddressBlock(around: address, length: length).address == self.address
    }
}
