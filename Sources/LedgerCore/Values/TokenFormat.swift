/// How tokens of a key system look: a prefix, random base62 characters, and six base62 digits of a
/// CRC-32 over both.
///
/// The checksum tells a mistyped token from an unknown one without a look-up, and lets scanners for
/// leaked secrets recognise one. (GitHub's token format does the same.)
package struct TokenFormat: Sendable, Hashable {
    package var prefix: String
    /// Random characters after the prefix; 43 of base62 hold 256 bits.
    package var randomCharacters: Int

    package static let native = TokenFormat(prefix: "kl_", randomCharacters: 43)
    private static let checksumCharacters = 6

    package var characters: Int {
        prefix.utf8.count + randomCharacters + Self.checksumCharacters
    }

    /// The token of random characters, which must be base62.
    package func token(random: String) -> String {
        let body = prefix + random
        return body + Base62.digits(CRC32.of(body.utf8), count: Self.checksumCharacters)
    }

    package func isWellFormed(_ token: String) -> Bool {
        guard token.utf8.count == characters, token.hasPrefix(prefix),
            token.utf8.dropFirst(prefix.utf8.count).allSatisfy(Base62.isDigit)
        else { return false }
        let body = token.utf8.dropLast(Self.checksumCharacters)
        let checksum = Base62.digits(CRC32.of(body), count: Self.checksumCharacters)
        return token.hasSuffix(checksum)
    }

    /// What of a token may be shown to recognise it by: the prefix and the last four characters.
    package func hint(of token: String) -> String { prefix + "…" + token.suffix(4) }

    /// `text` with everything that looks like a token of this format replaced, whether or not its
    /// checksum is right.
    package func redacting(_ text: String) -> String {
        // Most texts are too short to hold one; they must cost nothing.
        guard text.utf8.count >= prefix.utf8.count + randomCharacters else { return text }
        let prefix = Array(prefix.utf8)
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var index = 0
        var isChanged = false
        while index < bytes.count {
            if bytes[index...].starts(with: prefix) {
                let run = bytes[(index + prefix.count)...].prefix(while: Base62.isDigit)
                if run.count >= randomCharacters {
                    result.append(contentsOf: "[secret]".utf8)
                    isChanged = true
                    index = run.endIndex
                    continue
                }
            }
            result.append(bytes[index])
            index += 1
        }
        return isChanged ? String(decoding: result, as: UTF8.self) : text
    }
}

/// Digits 0-9, A-Z, a-z.
package enum Base62 {
    private static let alphabet = Array(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)

    package static func isDigit(_ byte: UInt8) -> Bool {
        (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5A)
            || (byte >= 0x61 && byte <= 0x7A)
    }

    /// The last `count` digits of `value`, filled up with zeros.
    package static func digits(_ value: UInt32, count: Int) -> String {
        var rest = value
        var digits: [UInt8] = []
        for _ in 0..<count {
            digits.append(alphabet[Int(rest % 62)])
            rest /= 62
        }
        return String(decoding: digits.reversed(), as: UTF8.self)
    }

    /// Base62 characters from uniformly random bytes: bytes of 248 and above are passed over, so
    /// that every character is as likely.
    package static func characters(from random: [UInt8], count: Int) -> String? {
        var digits: [UInt8] = []
        for byte in random where byte < 248 && digits.count < count {
            digits.append(alphabet[Int(byte % 62)])
        }
        return digits.count == count ? String(decoding: digits, as: UTF8.self) : nil
    }
}

/// CRC-32 as in ISO 3309, Ethernet and zip: reflected polynomial 0xEDB88320.
enum CRC32 {
    static func of(_ bytes: some Sequence<UInt8>) -> UInt32 {
        var crc: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 0 ? crc >> 1 : crc >> 1 ^ 0xEDB8_8320 }
        }
        return ~crc
    }
}
