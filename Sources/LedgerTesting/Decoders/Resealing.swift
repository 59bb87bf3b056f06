import EventLog
package import LedgerCore
import OpenSSL

/// Puts right checksums over any bytes, by the descriptions of the formats alone. Where the bytes
/// do not say what the checksums cover, they stay as they are.
package enum Resealing {
    /// A frame ends with the SHA-256 of all before.
    static func frame(_ bytes: [UInt8]) -> [UInt8] {
        let body = Array(bytes.dropLast(32))
        return body + SHA256.digest(of: body)
    }

    /// A segment file, and a record that names it.
    /// - Throws: `FormatError` where the footer does not say which entries it holds.
    static func segment(_ bytes: [UInt8]) throws(FormatError) -> ([UInt8], SegmentRecord) {
        guard bytes.count >= 8 + 36 else { throw .truncated }
        let end = bytes.count - 36
        var trailer = ByteReader(bytes[end...])
        let footerBytes = Int(try trailer.fixed(width: 4))
        guard footerBytes <= end - 8 else { throw .truncated }
        let footer = (end - footerBytes)..<end
        var reader = ByteReader(bytes[footer])
        let first = try reader.fixed(width: 8)
        let count = try reader.unsigned()
        guard count <= Limits.entriesPerSegment else { throw .malformed("count of entries") }
        _ = try reader.signed()
        let last = Timestamp(microseconds: try reader.signed())
        let oldest = UInt16(truncatingIfNeeded: try reader.unsigned())
        let newest = UInt16(truncatingIfNeeded: try reader.unsigned())
        let blocks = (Int(count) + 1_023) / 1_024
        var file = bytes
        var covered: [Range<Int>] = []
        var offset = 8
        for part in 0..<(blocks + 9) {
            let length = try reader.unsigned()
            guard length <= UInt64(footer.lowerBound - offset) else { throw .truncated }
            let next = offset + Int(length)
            // A block has one checksum, a section one for each 16 KiB.
            let unit = part < blocks ? max(1, Int(length)) : 16_384
            for start in stride(from: offset, to: next, by: unit) {
                covered.append(start..<min(start + unit, next))
            }
            offset = next
        }
        var check = reader.offset
        guard covered.count <= (footer.upperBound - check - 32) / 16 else { throw .truncated }
        for range in covered {
            file.replaceSubrange(check..<(check + 16), with: sum(file[range]).prefix(16))
            check += 16
        }
        let root = Digest(bytes: file[(end - 32)..<end]) ?? .zero
        file.replaceSubrange(
            (end + 4)..., with: sum(file[..<8] + file[footer.lowerBound..<(end + 4)]))
        let record = SegmentRecord(
            firstSequence: first, count: count, digest: Digest(bytes: file.suffix(32)) ?? .zero,
            root: root, bytes: file.count, lastRecordedAt: last,
            rulesVersions: min(oldest, newest)...max(oldest, newest))
        return (file, record)
    }

    static func sum(_ bytes: ArraySlice<UInt8>) -> [UInt8] { SHA256.digest(of: Array(bytes)) }
}

extension Resealing {
    /// The file of a run, and what a manifest says of it.
    struct Run {
        var file: [UInt8]
        let from: UInt64
        let to: UInt64
        let isOfState: Bool

        /// - Throws: `FormatError` for a file without a whole head.
        init(_ file: [UInt8], isOfState: Bool) throws(FormatError) {
            guard file.count >= 64 else { throw .truncated }
            self.file = file
            self.isOfState = isOfState
            var reader = ByteReader(file[40...])
            from = try reader.fixed(width: 8)
            to = try reader.fixed(width: 8)
        }

        var name: String {
            "\(isOfState ? "state" : "dedup")-\(Resealing.range(from, to)).run"
        }

        /// A manifest that names this run alone.
        func manifest(entriesPerSegment: UInt64) -> [UInt8] {
            var writer = ByteWriter()
            writer.bytes += Array((isOfState ? "KLSM" : "KLDM").utf8)
            writer.fixed(1, width: 2)
            writer.fixed(1, width: 2)
            writer.fixed(entriesPerSegment, width: 8)
            writer.bytes += [UInt8](repeating: 0, count: 32)
            writer.fixed(from, width: 8)
            writer.fixed(to, width: 8)
            writer.bytes += file[..<32]
            return writer.bytes + SHA256.digest(of: writer.bytes)
        }

        mutating func sealHead(covering bytes: ArraySlice<UInt8>) {
            file.replaceSubrange(..<32, with: Resealing.sum(bytes))
        }
    }

    /// A run of ids: after the head and the checksums, which begin at byte 64 and are filled up to
    /// a whole block, there are only whole blocks of 4,096 bytes.
    static func idRun(_ bytes: [UInt8]) throws(FormatError) -> Run {
        var run = try Run(bytes, isOfState: false)
        let all = bytes.count / 4_096
        guard bytes.count % 4_096 == 0,
            let blocks = (0...all).last(where: { (64 + 16 * $0 + 4_095) / 4_096 + $0 <= all })
        else { throw .truncated }
        let first = all - blocks
        for block in 0..<blocks {
            let start = (first + block) * 4_096
            let check = 64 + 16 * block
            run.file.replaceSubrange(
                check..<(check + 16), with: sum(run.file[start..<(start + 4_096)]).prefix(16))
        }
        run.sealHead(covering: run.file[32..<(first * 4_096)])
        return run
    }

    /// A run of the state: the last of the head's numbers says how many rows of 24 bytes the table
    /// at the end has.
    static func stateRun(_ bytes: [UInt8]) throws(FormatError) -> Run {
        var run = try Run(bytes, isOfState: true)
        var reader = ByteReader(bytes[56..<64])
        let count = try reader.fixed(width: 8)
        guard count <= UInt64((bytes.count - 64) / 24) else { throw .truncated }
        let table = bytes.count - 24 * Int(count)
        var offset = 64
        for row in 0..<Int(count) {
            let place = table + 24 * row
            var reader = ByteReader(bytes[place..<(place + 8)])
            let length = try reader.fixed(width: 8)
            guard length <= UInt64(table - offset) else { throw .truncated }
            let next = offset + Int(length)
            run.file.replaceSubrange(
                (place + 8)..<(place + 24), with: sum(run.file[offset..<next]).prefix(16))
            offset = next
        }
        run.sealHead(covering: run.file[32..<64] + run.file[table...])
        return run
    }
}

extension Resealing {
    /// The sequences that a file is of, as its name has them.
    static func range(_ from: UInt64, _ to: UInt64) -> String {
        let digits = [from, to].map { number in
            let digits = String(number, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }
        return digits.joined(separator: "-")
    }

    /// The index of a segment, made to be of another history and secret.
    /// - Parameters:
    ///   - source: that of the history.
    ///   - check: tells the key of the address hashes.
    /// - Returns: the file, and the first sequence and the one after the last that its head says.
    static func index(
        _ bytes: [UInt8], source: Digest, check: UInt64
    ) throws(FormatError) -> (file: [UInt8], from: UInt64, to: UInt64) {
        guard bytes.count >= 96 else { throw .truncated }
        var reader = ByteReader(bytes[40...])
        let (from, to) = (try reader.fixed(width: 8), try reader.fixed(width: 8))
        var writer = ByteWriter()
        source.append(to: &writer.bytes)
        writer.fixed(check, width: 8)
        var file = bytes
        file.replaceSubrange(56..<96, with: writer.bytes)
        return (try index(file), from, to)
    }

    /// The index of a segment: its head has a checksum of each block, and begins with the digest of
    /// the rest of itself.
    /// - Throws: `FormatError` where the head says another length than the file has.
    package static func index(_ bytes: [UInt8]) throws(FormatError) -> [UInt8] {
        let headBytes = 152
        guard bytes.count >= headBytes else { throw .truncated }
        var reader = ByteReader(bytes[124..<headBytes])
        var body = 8
        while reader.remaining > 0 { body += Int(try reader.fixed(width: 4)) }
        let blocks = (body + 4_095) / 4_096
        let start = headBytes + blocks * 16
        guard start + body == bytes.count else { throw .truncated }
        var file = bytes
        for block in 0..<blocks {
            let first = start + block * 4_096
            let check = headBytes + block * 16
            file.replaceSubrange(
                check..<(check + 16),
                with: sum(file[first..<min(first + 4_096, file.count)]).prefix(16))
        }
        file.replaceSubrange(..<32, with: sum(file[32..<start]))
        return file
    }
}
