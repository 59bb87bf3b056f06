package import LedgerCore

/// A key that has entries in a segment, with what came before the segment.
package struct SegmentKey: Sendable, Equatable {
    /// Its number in the columns.
    package let number: Int
    /// Nil for the entries of a tenant that are of no key.
    package let id: String?
    package let tenant: String
    /// How many entries it has here.
    package let rows: Int
    /// How it was used before the first entry of the segment.
    package let use: KeyUse
}

extension Segment {
    /// The keys of the segment's entries, in the order of their numbers.
    /// - Throws: `damaged`, `newer_version`.
    package func keys() throws(LogError) -> [SegmentKey] {
        let dictionary = try loadDictionary()
        return try withBytes { bytes throws(LogError) in
            var keys: [SegmentKey] = []
            keys.reserveCapacity(dictionary.keys.count)
            for number in 0..<dictionary.keys.count {
                keys.append(try segmentKey(number, dictionary, in: bytes))
            }
            return keys
        }
    }

    /// Finds a key by halving: an answer as of a point in this segment costs no other.
    /// - Returns: one for each tenant that the key had entries of; none where it has no entry here.
    /// - Throws: `damaged`, `newer_version`.
    package func keys(id: String) throws(LogError) -> [SegmentKey] {
        let dictionary = try loadDictionary()
        return try withBytes { bytes throws(LogError) in
            let numbers = dictionary.keys.range(isPacked: PackedKeyID(id) != nil)
            var low = numbers.lowerBound
            var high = numbers.upperBound
            while low < high {
                let middle = (low + high) / 2
                if precedes(try key(middle, dictionary, in: bytes), id) {
                    low = middle + 1
                } else {
                    high = middle
                }
            }
            var found: [SegmentKey] = []
            while low < numbers.upperBound {
                let next = try segmentKey(low, dictionary, in: bytes)
                guard next.id.map({ Term($0) == Term(id) }) == true else { break }
                found.append(next)
                low += 1
            }
            return found
        }
    }

    private func precedes(_ one: String?, _ other: String) -> Bool {
        one.map { $0.utf8.lexicographicallyPrecedes(other.utf8) } ?? true
    }

    private func segmentKey(
        _ number: Int, _ dictionary: SegmentDictionary, in bytes: RawSpan
    ) throws(LogError) -> SegmentKey {
        let id = try key(number, dictionary, in: bytes)
        do throws(FormatError) {
            let tenant = try dictionary.keys.tenant(
                number, terms: dictionary.terms.count, in: bytes)
            return SegmentKey(
                number: number, id: id, tenant: dictionary.terms[tenant],
                rows: dictionary.keys.rows(number, in: bytes),
                use: dictionary.keys.use(number, in: bytes))
        } catch {
            throw LogError(error, place: "\(path), keys")
        }
    }

    /// The id of the key of a pair; nil where the pair has none.
    func key(
        _ pair: Int, _ dictionary: SegmentDictionary, in bytes: RawSpan
    ) throws(LogError) -> String? {
        let form: SegmentKeys.Form
        do throws(FormatError) {
            form = try dictionary.keys.form(pair, terms: dictionary.terms.count, in: bytes)
        } catch {
            throw LogError(error, place: "\(path), keys")
        }
        switch form {
        case .none: return nil
        case .term(let number): return dictionary.terms[number]
        case .packed(let index):
            let start = index * PackedKeyID.byteCount
            try verify(.keyIDs, start..<(start + PackedKeyID.byteCount), in: bytes)
            let offset = range(of: .keyIDs).lowerBound + start
            guard let id = PackedKeyID(at: offset, in: bytes) else {
                throw .damaged("an id of a key has no valid form", place: "\(path), ids of keys")
            }
            return id.text
        }
    }

    /// The commitment and the ciphertext of personal values, by the number that columns have for
    /// them.
    /// - Throws: `damaged` also where there are none of that number.
    package func personal(
        _ number: Int
    ) throws(LogError) -> (commitment: Digest, ciphertext: [UInt8]) {
        let dictionary = try loadDictionary()
        return try withBytes { bytes throws(LogError) in
            let sealed = try personal(number, key: "", dictionary, in: bytes)
            return (sealed.commitment, sealed.ciphertext)
        }
    }

    /// The personal values of a number, with their holder.
    /// - Parameter key: that of the entry, which may be their holder.
    /// - Throws: `damaged` also where there are none of that number.
    package func sealedPersonal(
        _ number: Int, key: String?
    ) throws(LogError) -> SealedPersonal {
        let dictionary = try loadDictionary()
        return try withBytes { bytes throws(LogError) in
            try personal(number, key: key, dictionary, in: bytes)
        }
    }

    /// The personal values of a number.
    /// - Parameter key: that of the entry, which may be their holder.
    func personal(
        _ number: Int, key: String?, _ dictionary: SegmentDictionary, in bytes: RawSpan
    ) throws(LogError) -> SealedPersonal {
        let holder: String?
        let part: Range<Int>
        guard 0..<dictionary.personals.count ~= number else {
            throw .damaged("there are no personal values \(number)", place: path)
        }
        do throws(FormatError) {
            holder =
                try dictionary.personals.holder(
                    number, terms: dictionary.terms.count, in: bytes
                ).map { dictionary.terms[$0] } ?? key
            part = try dictionary.personals.ciphertext(number, in: bytes)
        } catch {
            throw LogError(error, place: "\(path), personal values")
        }
        guard let holder else {
            throw .damaged("personal values have no holder", place: "\(path), personal values")
        }
        let commitment = (number * 32)..<((number + 1) * 32)
        try verify(.commitments, commitment, in: bytes)
        try verify(.ciphertexts, part, in: bytes)
        let at = range(of: .commitments).lowerBound + commitment.lowerBound
        let start = range(of: .ciphertexts).lowerBound
        return SealedPersonal(
            holder: holder,
            commitment: bytes.digest(at: at),
            ciphertext: Array(
                copying: bytes, (start + part.lowerBound)..<(start + part.upperBound)))
    }
}
