import Foundation

/// The file in the data folder where the first admin key is left if nobody watches the terminal.
struct AdminKeyFile {
    let path: String

    var exists: Bool { FileManager.default.fileExists(atPath: path) }

    /// Writes the key for the owner of the folder alone, durable before it returns.
    func write(_ token: String) throws(Failure) {
        // The mode is set as the file is made: at no time may others read it.
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        do {
            try file.write(contentsOf: Data((token + "\n").utf8))
            try file.synchronize()
        } catch {
            throw failure
        }
    }

    private var failure: Failure {
        Failure(
            .refused,
            "The admin key could not be written to \(path). Make one with keyledger key create "
                + "--admin --data, once the folder can be written.")
    }
}
