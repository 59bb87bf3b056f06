import Foundation

/// What the system says of this process (proc(5)); nil where it says nothing.
enum ProcessFigures {
    /// The memory that is really there for it, in bytes.
    static var residentBytes: Int64? {
        guard let data = FileManager.default.contents(atPath: "/proc/self/statm") else {
            return nil
        }
        let fields = String(decoding: data, as: UTF8.self).split(separator: " ")
        return fields.dropFirst().first.flatMap { Int64($0) }.map { $0 * Int64(getpagesize()) }
    }

    /// How many files and connections it has open, one for the question itself.
    static var openFiles: Int64? {
        let names = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")
        return names.map { Int64($0.count) }
    }
}
