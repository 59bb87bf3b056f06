import LedgerCore
package import Transparency

extension Segment {
    /// The hashes over the leaves of the entries, as they are read from the columns of the file.
    /// - Throws: `damaged`, `newer_version`.
    package func recomputedTree(blinding: Blinding) throws(LogError) -> SubtreeHashes {
        let dictionary = try loadDictionary()
        var leaves = SegmentLeaves(of: sequences, blinding: blinding)
        for template in dictionary.templates {
            leaves.addTemplate(template.prototype)
        }
        let texts = LeafTexts(operations: dictionary.operations, keys: try keys())
        let commitments = try commitments(count: dictionary.personals.count)
        var columns = SegmentColumns(.all)
        var recordedAt: Int64?
        try forEachBlock(into: &columns) { columns throws(LogError) in
            var wholeRows = columns.wholeRows.makeIterator()
            for row in 0..<columns.count {
                if columns.recordedAt[row] != recordedAt {
                    recordedAt = columns.recordedAt[row]
                    leaves.beginFrame(
                        recordedAt: Timestamp(microseconds: columns.recordedAt[row]))
                }
                do throws(FormatError) {
                    if columns.templates[row] < dictionary.templates.count {
                        try leaves.append(row, of: columns, texts, commitments, dictionary)
                    } else if let whole = wholeRows.next() {
                        leaves.append(whole.entry)
                    }
                } catch {
                    throw LogError(
                        error, place: "\(path), entry \(columns.firstSequence + UInt64(row))")
                }
            }
            return true
        }
        return leaves.tree
    }

    /// Every commitment, by its number.
    private func commitments(count: Int) throws(LogError) -> [Digest] {
        try withBytes { bytes throws(LogError) in
            try verify(.commitments, in: bytes)
            let start = range(of: .commitments).lowerBound
            return (0..<count).map { bytes.digest(at: start + 32 * $0) }
        }
    }
}

/// The texts of a segment that its rows name by number, as JSON.
private struct LeafTexts {
    var operations = FlatTexts()
    var keys = FlatTexts()
    /// By the number of the key.
    var tenants = FlatTexts()

    init(operations: [String], keys: [SegmentKey]) {
        for operation in operations { self.operations.append(json: operation) }
        for key in keys {
            tenants.append(json: key.tenant)
            self.keys.append { if let id = key.id { $0.appendJSON(string: id.utf8Span.span) } }
        }
    }
}

extension SegmentLeaves {
    /// Hashes the leaf of a row of a block.
    fileprivate mutating func append(
        _ row: Int, of columns: borrowing SegmentColumns, _ texts: LeafTexts,
        _ commitments: [Digest], _ dictionary: SegmentDictionary
    ) throws(FormatError) {
        var values = Row()
        values.template = Int(columns.templates[row])
        values.time.microseconds = columns.times[row]
        values.durationUs = columns.durationsUs[row]
        values.requestBytes = columns.requestBytes[row]
        values.responseBytes = columns.responseBytes[row]
        for slot in columns.amounts.indices { values.amounts[slot] = columns.amounts[slot][row] }
        if dictionary.hasPersonal[values.template] {
            values.personal = commitments[Int(columns.personals[row])]
        }
        if dictionary.hasActorPersonal[values.template] {
            values.actorPersonal = commitments[Int(columns.actorPersonals[row])]
        }
        let key = Int(columns.keys[row])
        let operations = texts.operations
        let operation = operations.range(of: Int(columns.operations[row]))
        try append(
            values, tenant: texts.tenants.bytes.span.extracting(texts.tenants.range(of: key)),
            key: texts.keys.bytes.span.extracting(texts.keys.range(of: key)),
            operation: operations.bytes.span.extracting(operation),
            id: columns.ids.bytes.span.extracting(columns.ids.range(of: row)),
            traceID: columns.traceIDs.bytes.span.extracting(columns.traceIDs.range(of: row)))
    }
}
