import Files

extension DedupIndex {
    /// Takes the index out of use, so that the next `open` says `missing`. For a process that found
    /// it damaged and ends: what cannot be removed then is found damaged again.
    package func discard() {
        try? Folder.remove("\(folder)/\(RunManifest.Kind.dedup.name)")
        try? Folder.sync(folder)
    }
}
