import Foundation

/// A child of the benchmark: the same program in another role.
struct ChildProcess {
    private let program: StartedProgram

    /// Starts it.
    /// - Parameter lines: how many lines it records once it is open.
    init(_ role: Child.Role, folder: String = "", lines: Int = 0) throws {
        let path = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        program = try StartedProgram(
            path, ["child", role.rawValue, "--folder", folder, "--lines", String(lines)])
    }

    /// Waits for the line that it writes next.
    func line() throws -> String {
        var line: [UInt8] = []
        while let byte = try program.output.read(upToCount: 1)?.first {
            guard byte != UInt8(ascii: "\n") else { return String(decoding: line, as: UTF8.self) }
            line.append(byte)
        }
        throw BenchError(description: "a child ended before it said what it was asked for")
    }

    /// Ends it at once, as a crash would.
    func crash() {
        program.kill()
        program.waitUntilExit()
    }

    func waitUntilExit() { program.waitUntilExit() }
}
