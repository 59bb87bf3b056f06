import LedgerCore

extension Frame {
    /// Reads a stored frame: checksum first, then versions, then the shape of every table. Rows are
    /// decoded when they are asked for. Total: any bytes give a frame or an error.
    /// - Throws: `damaged`, `newer_version`.
    package init(validating bytes: [UInt8]) throws(LogError) {
        var place = "a frame of \(bytes.count) bytes"
        let bodyEnd = bytes.count - Frame.checksumBytes
        guard bodyEnd >= Frame.headBytes, bytes.starts(with: Frame.magic) else {
            throw .damaged("this is no frame", place: place)
        }
        var head = ByteReader(bytes[Frame.magic.count..<Frame.headBytes])
        do throws(FormatError) {
            let formatVersion = UInt16(truncatingIfNeeded: try head.fixed(width: 2))
            let rulesVersion = UInt16(truncatingIfNeeded: try head.fixed(width: 2))
            let firstSequence = try head.fixed(width: 8)
            let count = Int(truncatingIfNeeded: try head.fixed(width: 4))
            let recordedAt = Int64(bitPattern: try head.fixed(width: 8))
            place = Frame.place(firstSequence)
            guard Frame.checksum(of: bytes[..<bodyEnd]) == Digest(bytes: bytes[bodyEnd...]) else {
                throw .malformed("frame: its checksum does not match")
            }
            guard formatVersion == Frame.formatVersion else {
                throw .unknownVersion(formatVersion)
            }
            guard count > 0, !firstSequence.addingReportingOverflow(UInt64(count)).overflow else {
                throw .malformed("count of entries")
            }
            var reader = ByteReader(bytes[Frame.headBytes..<bodyEnd])
            let terms = try Frame.readTerms(from: &reader)
            let personals = try Frame.readPersonals(terms: terms.count, from: &reader)
            self.init(
                EncodedFrame(
                    bytes: bytes, firstSequence: firstSequence, count: count,
                    recordedAt: Timestamp(microseconds: recordedAt)),
                rulesVersion: rulesVersion, terms: terms, personals: personals,
                rowEndsStart: reader.offset)
            try Frame.checkRowEnds(count: count, from: &reader)
        } catch {
            throw LogError(error, place: place)
        }
        guard (1...Frame.newestRulesVersion).contains(rulesVersion) else {
            throw .newer("rules version \(rulesVersion)", place: place)
        }
    }

    private static func readTerms(
        from reader: inout ByteReader
    ) throws(FormatError) -> FlatTexts {
        let count = try reader.count()
        var terms = FlatTexts()
        terms.reserveCapacity(count, bytes: 16 * count)
        for _ in 0..<count { try reader.text(to: &terms) }
        return terms
    }

    private static func readPersonals(
        terms: Int, from reader: inout ByteReader
    ) throws(FormatError) -> FramePersonals {
        let count = try reader.count(size: 34)
        var personals = FramePersonals()
        personals.reserveCapacity(count)
        for _ in 0..<count {
            guard let holder = Int(exactly: try reader.unsigned()), 0..<terms ~= holder
            else { throw .malformed("holder") }
            let commitment = try reader.digest()
            let ciphertext = try reader.slice(try reader.count())
            personals.append(commitment, holder: holder, ciphertext: ciphertext.indices)
        }
        return personals
    }

    /// The ends of the rows must ascend and the last must be the end of the frame.
    private static func checkRowEnds(
        count: Int, from reader: inout ByteReader
    ) throws(FormatError) {
        guard count <= reader.remaining / 5 else { throw .malformed("count of entries") }
        let rowBytes = reader.remaining - 4 * count
        var last: UInt64 = 0
        for _ in 0..<count {
            let end = try reader.fixed(width: 4)
            guard end > last else { throw .malformed("row end") }
            last = end
        }
        guard last == UInt64(rowBytes) else { throw .malformed("row end") }
    }
}
