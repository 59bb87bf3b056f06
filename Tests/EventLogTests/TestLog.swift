import EventLog
import LedgerCore
import Testing

/// A data folder with its store and keys, opened together and closed together.
final class TestLog {
    private var opened: (store: LogStore, secrets: SecretsFolder)?

    var store: LogStore { get throws { try #require(opened).store } }
    var secrets: SecretsFolder { get throws { try #require(opened).secrets } }
    var vault: PersonalVault { get throws { try secrets.vault } }

    private init(store: LogStore, secrets: SecretsFolder) {
        opened = (store, secrets)
    }

    static func create(at path: String, isFinished: Bool = true) throws -> TestLog {
        let folder = try DataFolder.create(at: path)
        let secrets = try SecretsFolder.create(in: folder)
        let store = try LogStore.create(in: folder, identity: EntryGenerator.identity)
        if isFinished { try folder.finishCreation() }
        return TestLog(store: store, secrets: secrets)
    }

    static func open(at path: String) throws -> TestLog {
        let folder = try DataFolder.open(at: path)
        return TestLog(
            store: try LogStore.open(in: folder), secrets: try SecretsFolder.open(in: folder))
    }

    static func openUnverified(at path: String) throws -> TestLog {
        let folder = try DataFolder.open(at: path)
        return TestLog(
            store: try LogStore.openUnverified(in: folder),
            secrets: try SecretsFolder.open(in: folder))
    }

    /// A commit as the committer makes it.
    func append(_ frames: [Frame]) throws {
        try vault.persistNewHolders()
        try store.appendFrames(frames.map(\.encoded))
    }

    /// Makes the file of the next segment.
    func makeSegmentFile() throws -> SegmentRecord {
        try store.sealNextSegment(
            blinding: secrets.blinding, hashing: SegmentSample.hashing, use: { _ in KeyUse() }
        ).record
    }

    /// Seals the next segment as follower and committer do.
    func seal() throws { try store.swapIn(makeSegmentFile()) }

    func verify() throws -> LogReport {
        try LogVerifier.verify(store, secrets: secrets)
    }

    func close() { opened = nil }
}
