import AsyncHTTPClient
import Foundation
import LMDB
import LedgerTesting
import OpenSSL
import Testing

/// Bytes that are not what was written, and files of a newer version.
@Suite(.serialized) struct DamageTests {
    /// A ledger of some sealed segments and a frame or two, that no server holds.
    private func grown() async throws -> FaultLedger {
        let ledger = try await FaultLedger(in: try TestFolder())
        let server = try await ledger.serve()
        for _ in 0..<8 { try await ledger.send(100, to: server) }
        await ledger.end(server)
        return ledger
    }

    /// Has something done to a file, and puts it back afterwards.
    private func with(
        _ path: String, _ change: (inout Data) -> Void, _ body: () async throws -> Void
    ) async throws {
        let url = URL(filePath: path)
        let sound = try Data(contentsOf: url)
        var changed = sound
        change(&changed)
        try changed.write(to: url)
        try await body()
        try sound.write(to: url)
    }

    /// Starts a server on what is damaged, and expects of one that listens that it ends or answers
    /// right.
    /// - Returns: how it refused to start; nil where it did not.
    private func refusal(
        of ledger: FaultLedger, _ what: Comment = "",
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> Server.NotListening? {
        do {
            let server = try await ledger.serve()
            if try await ledger.expectKnown(on: server, sourceLocation: sourceLocation) {
                #expect(
                    try await ledger.calls(on: server) == Int64(ledger.acknowledged.count), what,
                    sourceLocation: sourceLocation)
            }
            await server.kill()
            return nil
        } catch let refused as Server.NotListening {
            return refused
        }
    }

    private func expectRefused(
        _ ledger: FaultLedger, _ code: String, _ ending: Int32,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let refused = try #require(
            try await refusal(of: ledger), "it listens", sourceLocation: sourceLocation)
        #expect(refused.ending == .exit(ending), "\(refused)", sourceLocation: sourceLocation)
        #expect(
            refused.messages.contains("(\(code))"), "\(refused)", sourceLocation: sourceLocation)
    }

    private func verifyMessages(_ ledger: FaultLedger) async throws -> String {
        let output = try await ledger.run("verify")
        #expect(output.ending != .done, "\(output)")
        return output.output + output.messages
    }

    /// Changes the stored value with the greatest key of a database of the log.
    private func changeLast(
        _ database: String, of ledger: FaultLedger, _ change: (inout [UInt8]) -> Void
    ) throws {
        let environment = try Environment(path: "\(ledger.data)/log", mapSize: 1 << 30)
        let rows = try environment.database(named: database)
        var last: (key: [UInt8], value: [UInt8])?
        try environment.beginRead().forEach(in: rows) { key, value in
            last = (key.bytesCopied, value.bytesCopied)
            return true
        }
        var (key, value) = try #require(last)
        change(&value)
        var transaction = try environment.beginWrite()
        try transaction.put(key.span, value.span, in: rows)
        try transaction.commit()
    }

    /// Makes the trailing checksum that of the bytes before it.
    private func reseal(_ bytes: inout [UInt8]) {
        bytes = bytes.dropLast(32) + SHA256.digest(of: Array(bytes.dropLast(32)))
    }

    @Test(arguments: ["frames", "segments"])
    func `A flipped byte in the last frame or row of the manifest is found at the start`(
        database: String
    ) async throws {
        let ledger = try await grown()
        let log = "\(ledger.data)/log/data.mdb"
        let sound = try Data(contentsOf: URL(filePath: log))
        for flip in 0..<12 {
            try changeLast(database, of: ledger) { $0[$0.count * flip / 12] ^= 0x20 }
            try await expectRefused(ledger, "damaged", 4)
            #expect(try await verifyMessages(ledger).contains("damaged"))
            try sound.write(to: URL(filePath: log))
        }
        try changeLast(database, of: ledger) { $0.removeLast($0.count / 2) }
        try await expectRefused(ledger, "damaged", 4)
        try sound.write(to: URL(filePath: log))
        try await ledger.expectWhole()
    }

    @Test
    func
        `A frame, a row of the manifest and a segment of a newer version are left to a newer program`()
        async throws
    {
        let ledger = try await grown()
        let log = "\(ledger.data)/log/data.mdb"
        let sound = try Data(contentsOf: URL(filePath: log))
        try changeLast("frames", of: ledger) {
            $0[5] = 2
            reseal(&$0)
        }
        try await expectRefused(ledger, "newer_version", 1)
        try sound.write(to: URL(filePath: log))

        try changeLast("segments", of: ledger) {
            $0[1] = 2
            reseal(&$0)
        }
        try await expectRefused(ledger, "newer_version", 1)
        try sound.write(to: URL(filePath: log))

        // The last segment: its head says 2, and all digests follow.
        let name = try #require(try segments(of: ledger).last)
        try await with(name, { Self.raiseVersion(of: &$0) }) {
            let digest = [UInt8](try Data(contentsOf: URL(filePath: name)).suffix(32))
            try changeLast("segments", of: ledger) {
                $0.replaceSubrange(14..<46, with: digest)
                reseal(&$0)
            }
            try await expectRefused(ledger, "newer_version", 1)
        }
        try sound.write(to: URL(filePath: log))
        try await ledger.expectWhole()
    }

    /// Head: magic (4), version (2), zeros (2). End: footer, its length (4), digest of all these.
    private static func raiseVersion(of segment: inout Data) {
        segment[5] = 2
        let length = segment.dropLast(32).suffix(4).reduce(0) { $0 << 8 | Int($1) }
        let covered = segment.prefix(8) + segment.dropLast(32).suffix(4 + length)
        segment.replaceSubrange(
            (segment.count - 32)..., with: SHA256.digest(of: [UInt8](covered)))
    }

    private func segments(of ledger: FaultLedger) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "\(ledger.data)/segments").sorted()
            .map { "\(ledger.data)/segments/\($0)" }
    }

    @Test
    func `A flipped byte in a segment is named, and never makes a known id a new one`() async throws
    {
        let ledger = try await grown()
        var generator = SplitMix64(seed: 4)
        for path in try segments(of: ledger) {
            let size = try Data(contentsOf: URL(filePath: path)).count
            for _ in 0..<4 {
                let place = Int.random(in: 0..<size, using: &generator)
                try await with(path, { $0[place] ^= 0x04 }) {
                    #expect(try await verifyMessages(ledger).contains(path), "byte \(place)")
                    try await expectNothingWrong(ledger)
                }
            }
            for cut in [0, size / 2, size - 1] {
                try await with(path, { $0 = $0.prefix(cut) }) {
                    #expect(try await verifyMessages(ledger).contains(path), "cut at \(cut)")
                    try await expectNothingWrong(ledger)
                }
            }
            try FileManager.default.moveItem(atPath: path, toPath: path + "-away")
            try await expectRefused(ledger, "damaged", 4)
            try FileManager.default.moveItem(atPath: path + "-away", toPath: path)
        }
        try await ledger.expectWhole()
    }

    /// Expects that a server does not start, or ends, or answers right.
    private func expectNothingWrong(
        _ ledger: FaultLedger, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        guard let refused = try await refusal(of: ledger, sourceLocation: sourceLocation)
        else { return }
        #expect(
            refused.messages.contains("damaged") || refused.messages.contains("storage_failed"),
            "\(refused)", sourceLocation: sourceLocation)
    }

    @Test(arguments: ["dedup", "index", "state"])
    func `A damaged run or manifest of what is derived is made again from the log`(kind: String)
        async throws
    {
        let ledger = try await grown()
        let projections = "\(ledger.data)/projections"
        var generator = SplitMix64(seed: 6)
        let names = try FileManager.default.contentsOfDirectory(atPath: projections).sorted()
            .filter { $0.hasPrefix(kind) }
        #expect(names.count >= 2)
        for name in names {
            let path = "\(projections)/\(name)"
            let sound = try Data(contentsOf: URL(filePath: path))
            let place = Int.random(in: 0..<sound.count, using: &generator)
            var flipped = sound
            flipped[place] ^= 0x01
            var newer = sound
            newer[name.hasSuffix(".run") ? 37 : 5] = 0xFF
            for damage in [flipped, newer, sound.prefix(sound.count / 2), Data()] {
                // Files of a name are there again after the ledger was made whole.
                try? damage.write(to: URL(filePath: path))
                let compared = try await ledger.run("rebuild", "--check")
                #expect(compared.ending == .exit(1), "\(name): \(compared.output)")
                #expect(compared.output.contains(name) || compared.output.contains(kind))
                // A server may end when it touches the block; the start after that makes it again.
                for _ in 0..<2 {
                    let server = try await ledger.serve()
                    let isWhole = try await ledger.expectKnown(on: server)
                    await server.kill()
                    if isWhole { break }
                }
                let rebuilt = try await ledger.run("rebuild")
                #expect(rebuilt.ending == .done, "\(rebuilt.messages)")
                try await ledger.expectWhole()
                for name in try FileManager.default.contentsOfDirectory(atPath: projections)
                where name.hasPrefix(kind) && !names.contains(name) {
                    // Another cut of the same content: the next damage has no such file to harm.
                    return
                }
            }
        }
    }

    @Test
    func `A data file that is cut short or flipped is refused, or its content is right`()
        async throws
    {
        let ledger = try await grown()
        let log = "\(ledger.data)/log/data.mdb"
        let size = try Data(contentsOf: URL(filePath: log)).count
        let half = size / 2 / 4_096 * 4_096
        for cut in [0, 1, 4_096, 8_192, half] {
            try await with(log, { $0 = $0.prefix(cut) }) {
                guard let refused = try await refusal(of: ledger) else {
                    #expect(cut == half, "only free pages may be missing")
                    return
                }
                #expect(refused.ending == .exit(1) || refused.ending == .exit(4), "\(refused)")
                #expect(
                    ["storage_failed", "damaged", "incomplete_folder"].contains {
                        refused.messages.contains("(\($0))")
                    }, "cut at \(cut): \(refused)")
            }
        }
        try await ledger.expectWhole()
        var generator = SplitMix64(seed: 8)
        for _ in 0..<16 {
            let place = Int.random(in: 8_192..<size, using: &generator)
            try await with(log, { $0[place] ^= 0x40 }) {
                // However it refuses: LMDB checks no pages of its own, it may end the process.
                _ = try await refusal(of: ledger, "byte \(place)")
            }
        }
        try await ledger.expectWhole()
    }
}

extension Span where Element == UInt8 {
    /// Bytes that a transaction lends, kept.
    fileprivate var bytesCopied: [UInt8] { indices.map { self[$0] } }
}
