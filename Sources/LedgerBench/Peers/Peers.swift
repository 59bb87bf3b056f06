import Foundation

/// The peers: programs of others that do the same work, each with a script `NAME/run` that installs
/// what it needs by package name, does the work and prints `{"name":…,"value":…}` per line.
struct Peers {
    /// The folder of the scripts.
    let folder: String
    let report: Report

    private struct Line: Decodable {
        let name: String
        let value: Int64
    }

    /// Runs a peer's script.
    /// - Returns: its values by name; none, and a note that says so, where it failed.
    func measure(_ peer: String, _ arguments: [String]) -> [String: Int64] {
        report.note("measuring the peer \(peer): \(arguments.first ?? "")")
        do {
            let script = try StartedProgram("\(folder)/\(peer)/run", arguments)
            let data = try script.output.readToEnd() ?? Data()
            let status = script.waitUntilExit()
            guard status == 0 else {
                throw BenchError(description: "its script ended with status \(status)")
            }
            let lines = try data.split(separator: UInt8(ascii: "\n")).map {
                try JSONDecoder().decode(Line.self, from: $0)
            }
            return Dictionary(lines.map { ($0.name, $0.value) }) { $1 }
        } catch {
            report.note("the peer \(peer) is missing: \(error)")
            return [:]
        }
    }
}
