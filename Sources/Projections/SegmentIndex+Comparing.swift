import Files

extension SegmentIndex {
    /// Whether the file of a segment's index is there, whole or not.
    /// - Parameter sequences: those of the segment.
    package static func isMade(of sequences: Range<UInt64>, in folder: String) -> Bool {
        let name = SegmentIndexLayout.name(
            from: sequences.lowerBound, to: sequences.upperBound)
        return Folder.exists("\(folder)/\(name)")
    }

    /// Holds the index, byte for byte, against one that is made of what its segment gives now.
    /// Every block is checked.
    ///
    /// Personal values may have become unreadable since, because their key was destroyed. The
    /// addresses of those rows may be in the index or not; nothing else may be otherwise.
    /// - Returns: where it is otherwise first; nil where it is not.
    /// - Throws: `damaged`.
    package func difference(
        from content: SegmentIndexContent
    ) throws(ProjectionError) -> ProjectionDifference? {
        try verifyChecksums()
        var content = content
        var known: [UInt64] = []
        if !content.unreadPairs.isEmpty {
            content.hasUnopened = head.hasUnopened
            known = try addressRows()
        }
        let made = SegmentIndexWriter(content, knowing: known).bytes
        if made == copy(0..<fileBytes) { return nil }
        let madeHead = try SegmentIndexHead(
            made.span, source: content.source, hashing: content.hashing, path: path)
        for section in SegmentIndexLayout.Section.allCases
        where !made[madeHead[section]].elementsEqual(copy(head[section])) {
            return ProjectionDifference(
                place: "\(path), \(section)",
                sentence: "The section holds other bytes than the segment gives.")
        }
        return ProjectionDifference(
            place: path,
            sentence: "Its head or its end holds other bytes than the segment gives.")
    }

    /// The table of addresses: of each row the fingerprint above the place of the pair.
    private func addressRows() throws(ProjectionError) -> [UInt64] {
        try withBytes { bytes in
            let raw = unsafe bytes.bytes
            return (0..<head.addresses.count).map { row in
                let fingerprint = head.addresses.value(0, row, in: raw)
                let pair = head.addresses.value(1, row, in: raw)
                return UInt64(fingerprint) << 32 | UInt64(pair)
            }
        }
    }
}
