import Foundation

/// What this process takes of the machine's memory.
enum Memory {
    /// Anonymous memory: heap and stacks, without mapped files (`RssAnon`, proc(5)).
    static func anonymousBytes() throws -> Int64 {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        for line in status.split(separator: "\n") where line.hasPrefix("RssAnon:") {
            let kibibytes = line.split(whereSeparator: \.isWhitespace)[1]
            if let value = Int64(kibibytes) { return value * 1024 }
        }
        throw BenchError(description: "/proc/self/status has no RssAnon")
    }
}
