package import LedgerCore

/// Decodes the entries of a frame, whose texts and sealed values it has made.
package struct FrameReader: Sendable {
    package let frame: Frame
    let dictionary: FrameDictionary

    package init(_ frame: Frame) {
        self.frame = frame
        let terms = (0..<frame.terms.count).map(frame.terms.text)
        let personals = frame.personals
        dictionary = FrameDictionary(
            terms: terms,
            personals: (0..<personals.count).map { number in
                SealedPersonal(
                    holder: terms[personals.holders[number]],
                    commitment: personals.commitments[number],
                    ciphertext: Array(frame.bytes[personals.ciphertexts[number]]))
            })
    }

    /// Decodes one entry and no other.
    /// - Returns: nil where the frame does not hold that sequence.
    /// - Throws: `damaged`, `newer_version`.
    package func entry(at sequence: UInt64) throws(LogError) -> Entry? {
        guard frame.sequences.contains(sequence) else { return nil }
        return try decode(Int(sequence - frame.firstSequence))
    }

    /// Decodes every entry, in order.
    /// - Throws: `damaged`, `newer_version`.
    func entries() throws(LogError) -> [Entry] {
        var entries: [Entry] = []
        entries.reserveCapacity(frame.count)
        try forEachEntry { entry in
            entries.append(entry)
            return true
        }
        return entries
    }

    /// Decodes the entries one after the other, beginning with that of `sequence`.
    /// - Parameter body: returns whether to go on.
    /// - Throws: `damaged`, `newer_version`, and what the body throws.
    package func forEachEntry(
        from sequence: UInt64 = 0, _ body: (Entry) throws(LogError) -> Bool
    ) throws(LogError) {
        for index in frame.indices(from: sequence) {
            guard try body(try decode(index)) else { return }
        }
    }

    /// Decodes the entries of a key one after the other, beginning with that of `sequence`; of the
    /// other rows only as much as tells their key.
    /// - Parameter body: returns whether to go on.
    /// - Throws: `damaged`, `newer_version`, and what the body throws.
    package func forEachEntry(
        ofKey key: String, from sequence: UInt64 = 0, _ body: (Entry) throws(LogError) -> Bool
    ) throws(LogError) {
        let terms = frame.terms
        guard let term = (0..<terms.count).first(where: { terms.has(key.utf8Span.span, at: $0) })
        else { return }
        for index in frame.indices(from: sequence) {
            let found: Int?
            do throws(FormatError) {
                found = try Entry.keyTerm(ofRow: frame.bytes[frame.rowRange(index)])
            } catch {
                throw frame.error(error, at: index)
            }
            guard found == term else { continue }
            guard try body(try decode(index)) else { return }
        }
    }

    private func decode(_ index: Int) throws(LogError) -> Entry {
        do throws(FormatError) {
            return try read(index)
        } catch {
            throw frame.error(error, at: index)
        }
    }

    /// Decodes the entry of a row.
    func read(_ index: Int) throws(FormatError) -> Entry {
        var reader = RowReader(
            row: ByteReader(frame.bytes[frame.rowRange(index)]), dictionary: dictionary)
        let entry = try Entry.read(
            sequence: frame.firstSequence + UInt64(index), recordedAt: frame.recordedAt,
            from: &reader)
        guard reader.row.isAtEnd else { throw .malformed("end of a row") }
        return entry
    }
}
