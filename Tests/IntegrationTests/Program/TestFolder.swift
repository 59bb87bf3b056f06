import Foundation
import Synchronization

/// A folder of its own for one test, gone with it unless it is kept as evidence.
final class TestFolder: Sendable {
    let url: URL
    private let files = Atomic(0)
    private let isKept = Atomic(false)

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(
            path: "keyledger-integration-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
    }

    deinit {
        if !isKept.load(ordering: .relaxed) { try? FileManager.default.removeItem(at: url) }
    }

    /// Leaves the folder where it is, for whoever looks into a failure.
    func keep() { isKept.store(true, ordering: .relaxed) }

    /// The path of something in the folder.
    func path(_ name: String) -> String { url.appending(path: name).path }

    /// A new, empty file.
    func newFile(_ name: String) throws -> URL {
        let number = files.add(1, ordering: .relaxed).newValue
        let file = url.appending(path: "\(name)-\(number)")
        try Data().write(to: file)
        return file
    }
}
