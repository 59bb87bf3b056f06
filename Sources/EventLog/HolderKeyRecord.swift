import LedgerCore

/// One row of the file `holder-keys`: a holder's key, or that it was erased.
///
/// 128 bytes, so that a row lies within one sector of the disk and erasing it in place touches no
/// other; numbers are big-endian:
///
/// | offset | bytes | what |
/// |---|---|---|
/// | 0 | 32 | SHA-256 of the holder's name |
/// | 32 | 32 | the key; zeros once erased |
/// | 64 | 1 | `K`: a key, `-`: erased |
/// | 65 | 1 | format version, 1 |
/// | 66 | 6 | zeros |
/// | 72 | 8 | how many rows were durable before this one was written |
/// | 80 | 16 | zeros |
/// | 96 | 32 | SHA-256 of everything before |
struct HolderKeyRecord: Sendable, Equatable {
    static let byteCount = 128
    static let formatVersion: UInt8 = 1
    static let stateOffset = 64
    static let erasedState = UInt8(ascii: "-")
    private static let keyState = UInt8(ascii: "K")
    private static let versionOffset = 65
    private static let checksumOffset = 96

    /// What stored bytes turn out to be.
    enum Reading: Equatable {
        case record(HolderKeyRecord)
        /// Erasing was cut off between its two writes, neither of which changes the holder.
        case halfErased(holder: Digest)
        case unknownVersion(UInt8)
        case damaged
    }

    var holder: Digest
    /// 32 bytes; nil once erased.
    var key: [UInt8]?
    /// How many rows before it had been synced when it was written. Damage among those is damage;
    /// damage after them may be a write that a crash cut off.
    var durableCount: UInt64

    var encoded: [UInt8] {
        var writer = ByteWriter()
        holder.append(to: &writer.bytes)
        writer.bytes += key ?? [UInt8](repeating: 0, count: PersonalCipher.keyBytes)
        writer.byte(key == nil ? Self.erasedState : Self.keyState)
        writer.byte(Self.formatVersion)
        writer.fixed(0, width: 6)
        writer.fixed(durableCount, width: 8)
        writer.bytes += [UInt8](repeating: 0, count: 16)
        Frame.checksum(of: writer.bytes[...]).append(to: &writer.bytes)
        return writer.bytes
    }

    /// - Parameter bytes: `byteCount` of them.
    static func read(_ bytes: ArraySlice<UInt8>) -> Reading {
        let start = bytes.startIndex
        guard let holder = Digest(bytes: bytes[start..<(start + 32)]) else { return .damaged }
        let state = bytes[start + stateOffset]
        let checksumStart = start + checksumOffset
        guard Frame.checksum(of: bytes[..<checksumStart]) == Digest(bytes: bytes[checksumStart...])
        else {
            return state == erasedState ? .halfErased(holder: holder) : .damaged
        }
        let version = bytes[start + versionOffset]
        guard version == formatVersion else { return .unknownVersion(version) }
        guard state == keyState || state == erasedState else { return .damaged }
        let durable = bytes[(start + 72)..<(start + 80)].reduce(0) { $0 << 8 | UInt64($1) }
        let key = state == keyState ? Array(bytes[(start + 32)..<(start + 64)]) : nil
        return .record(HolderKeyRecord(holder: holder, key: key, durableCount: durable))
    }
}
