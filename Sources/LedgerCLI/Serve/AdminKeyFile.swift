import Foundation
import LedgerService

/// The file in the data folder where the first admin key is left if nobody watches the terminal.
struct AdminKeyFile {
    let path: String

    var exists: Bool { FileManager.default.fileExists(atPath: path) }

    /// Writes the key for the owner of the folder alone, durable before it returns. The file of a
    /// creation that was cut off is written over: its ledger is made anew, with another key.
    func write(_ token: String) throws(LedgerError) {
        // The mode is set as the file is made: at no time may others read it.
        let flags = O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC
        let descriptor = unsafe open(path, flags, 0o600)
        guard descriptor >= 0 else { throw failure }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        do {
            try file.write(contentsOf: Data((token + "\n").utf8))
            try file.synchronize()
        } catch {
            throw failure
        }
    }

    private var failure: LedgerError {
        LedgerError(
            code: "file_failed",
            sentence: "The admin key could not be written to \(path). Make the folder writable and "
                + "start again.")
    }
}
