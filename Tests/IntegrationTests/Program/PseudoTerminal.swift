import Foundation
import Glibc
import Synchronization

/// A terminal that nobody sits at: what a program writes to it can be read.
final class PseudoTerminal: Sendable {
    private let readerSide: FileHandle
    /// What the program takes for its terminal.
    let programSide: FileHandle
    private let written = Mutex(Data())

    init() throws {
        var (reader, program): (Int32, Int32) = (-1, -1)
        guard unsafe openpty(&reader, &program, nil, nil, nil) == 0 else {
            throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
        }
        readerSide = FileHandle(fileDescriptor: reader, closeOnDealloc: true)
        programSide = FileHandle(fileDescriptor: program, closeOnDealloc: true)
        // No other program that starts meanwhile may hold either side open.
        for side in [reader, program] { _ = fcntl(side, F_SETFD, FD_CLOEXEC) }
        _ = fcntl(reader, F_SETFL, O_NONBLOCK)
    }

    /// What was written so far.
    var text: String {
        written.withLock { written in
            var bytes = [UInt8](repeating: 0, count: 4096)
            while true {
                let count = unsafe read(readerSide.fileDescriptor, &bytes, bytes.count)
                guard count > 0 else { break }
                written += bytes[..<count]
            }
            return String(decoding: written, as: UTF8.self)
        }
    }
}
