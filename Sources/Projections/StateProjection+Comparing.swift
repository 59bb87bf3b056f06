package import LedgerCore

extension StateProjection {
    /// Whether a folder has files of a state, whole or not.
    /// - Throws: `file_failed`.
    package static func isMade(in folder: String) throws(ProjectionError) -> Bool {
        try RunName.hasFiles(StateRunLayout.namePrefix, in: folder)
    }

    /// Holds what is on disk against a state, page by page, byte for byte.
    /// - Parameter state: made from the log, at the position.
    /// - Returns: the pages that are otherwise, are missing or are too many, in their order.
    /// - Throws: `missing`, `damaged`, `newer_version`, `file_failed`.
    package func differences(
        from state: LedgerState
    ) throws(ProjectionError) -> [ProjectionDifference] {
        var stored = try newestPages()
        var differences: [ProjectionDifference] = []
        for page in state.pages(changedSince: nil) {
            var writer = ByteWriter()
            state.write(page, to: &writer)
            let bytes = stored.removeValue(forKey: page)
            if bytes == writer.bytes { continue }
            differences.append(
                ProjectionDifference(
                    place: "\(folder), state, \(page.place)",
                    sentence: bytes == nil
                        ? "The page is missing." : "The page holds other bytes than the log gives.")
            )
        }
        // Pages of backfills that were closed since stay behind, and are passed over by readers.
        for page in stored.keys.sorted() where !page.isPending {
            differences.append(
                ProjectionDifference(
                    place: "\(folder), state, \(page.place)",
                    sentence: "The log gives no such page."))
        }
        return differences
    }
}
