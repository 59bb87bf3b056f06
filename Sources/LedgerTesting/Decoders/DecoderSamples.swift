import EventLog
import Foundation
import LedgerCore

/// Sound stored bytes of each format: what a ledger with some of everything wrote. Mutations begin
/// with them.
package struct DecoderSamples: Sendable {
    private var samples: [DecoderTrial.Format: [[UInt8]]] = [:]

    package subscript(format: DecoderTrial.Format) -> [[UInt8]] { samples[format] ?? [] }

    package init() async throws {
        let disk = try DiskLedger()
        try await Self.fill(disk)
        await disk.close()
        let folder = try DataFolder.open(at: disk.folder.data)
        let store = try LogStore.open(in: folder)
        try store.forEachFrame(from: store.sealedEnd) { frame in
            samples[.frame, default: []].append(frame.bytes)
            return true
        }
        samples[.segment] = try Self.files(in: folder.segmentsPath, prefix: "")
        samples[.index] = try Self.files(in: folder.projectionsPath, prefix: "index-")
        // Only these can be read without others before them.
        samples[.run] = try ["dedup", "state"].flatMap {
            try Self.files(in: folder.projectionsPath, prefix: "\($0)-0000000000000000-")
        }
    }

    private static func files(
        in folder: String, prefix: String
    ) throws -> [[UInt8]] {
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
            .filter { $0.hasPrefix(prefix) }
            .map { Array(try Data(contentsOf: URL(filePath: "\(folder)/\($0)"))) }
    }

    /// Two sealed segments and a tail of frames.
    private static func fill(_ disk: DiskLedger) async throws {
        try await disk.addTenant(
            "acme", caps: [Cap(meter: Meter.calls, period: .month, limit: 1_000)])
        var personal = PersonalValues()
        personal.name = "Ada"
        try await disk.execute(
            .addPrincipal(
                NewPrincipal(
                    tenant: "acme", id: "ada", kind: .person, role: .member, personal: personal)))
        for number in 0..<6 {
            try await disk.addKey(
                "key_\(number)", of: "acme", scopes: ["crm:*"],
                caps: [Cap(meter: "tokens", period: .day, limit: Int64(number) * 100)])
        }
        try await disk.execute(.disableKey("key_5"))
        for batch in 0..<6 {
            for call in 0..<4 {
                try await disk.authorize(.call("key_\(call + 2)", id: "call-\(batch)-\(call)"))
            }
            _ = try await disk.record((0..<100).map { line($0, batch) })
            disk.clock.advance(seconds: 40)
        }
    }

    /// Lines of many shapes.
    private static func line(_ number: Int, _ batch: Int) -> UsageLine {
        var line = UsageLine.call("key_\(number % 5)", id: "\(batch)-\(number)")
        line.operation = "GET /v1/things/\(number % 7)"
        line.status = number % 9 == 0 ? 429 : 200
        line.durationUs = Int64(number * number * 31)
        if number % 2 == 0 { line.quantities = .of(["calls": 1, "tokens": Int64(number) << 20]) }
        if number % 3 == 0 { line.ip = "192.0.2.\(number)" }
        if number % 4 == 0 { line.traceID = "trace \(number * 7_919)" }
        if number % 5 == 0 { line.userAgent = "agent/\(number % 3)" }
        if number % 10 == 0 {
            line.outcome = .denied
            line.code = "quota"
        }
        return line
    }
}
