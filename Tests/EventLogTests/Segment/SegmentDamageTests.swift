import EventLog
import Foundation
import LedgerCore
import LedgerTesting
import Testing

@Suite struct SegmentDamageTests {
    /// A sealed segment whose file the test changes.
    struct Sealed {
        let folder = try? TemporaryFolder()
        let sample: SegmentSample
        let record: SegmentRecord
        let bytes: [UInt8]
        let path: String

        init(seed: UInt64, count: Int = 256) throws {
            try self.init(SegmentSample.random(seed: seed, count: count))
        }

        init(_ sample: SegmentSample) throws {
            let path = try #require(folder).path
            self.sample = sample
            record = try sample.seal(in: path)
            self.path = path
            bytes = try EventLogTests.bytes(of: "\(path)/\(record.fileName)")
        }

        var file: String { "\(path)/\(record.fileName)" }

        /// Reads every entry by itself.
        /// - Returns: those that were read, and the errors.
        func read(_ record: SegmentRecord) -> (entries: [Entry], errors: [LogError]) {
            var entries: [Entry] = []
            var errors: [LogError] = []
            do throws(LogError) {
                let segment = try Segment(record, in: path)
                for sequence in segment.sequences {
                    do throws(LogError) {
                        if let entry = try segment.entry(at: sequence) { entries.append(entry) }
                    } catch {
                        errors.append(error)
                    }
                }
            } catch {
                errors.append(error)
            }
            return (entries, errors)
        }
    }

    @Test(arguments: 0..<8)
    func `A flipped bit anywhere is found`(bit: Int) throws {
        let sealed = try Sealed(SegmentSample.small())
        let file = try #require(FileHandle(forUpdatingAtPath: sealed.file))
        for index in sealed.bytes.indices {
            try file.seek(toOffset: UInt64(index))
            try file.write(contentsOf: [sealed.bytes[index] ^ 1 << UInt8(bit)])
            let error = #expect(throws: LogError.self, "byte \(index)") {
                try Segment(sealed.record, in: sealed.path).verifyChecksums()
            }
            #expect(error?.code == .damaged)
            try file.seek(toOffset: UInt64(index))
            try file.write(contentsOf: [sealed.bytes[index]])
        }
        try Segment(sealed.record, in: sealed.path).verifyChecksums()
    }

    @Test func `A file cut at any length, or longer, is found`() throws {
        let sealed = try Sealed(SegmentSample.small())
        try write(sealed.bytes + [0], to: sealed.file)
        let file = try #require(FileHandle(forUpdatingAtPath: sealed.file))
        for length in sealed.bytes.indices.reversed() {
            let error = #expect(throws: LogError.self) {
                try Segment(sealed.record, in: sealed.path)
            }
            #expect(error?.code == .damaged)
            try file.truncate(atOffset: UInt64(length))
        }
        try FileManager.default.removeItem(atPath: sealed.file)
        let error = #expect(throws: LogError.self) { try Segment(sealed.record, in: sealed.path) }
        #expect(error?.code == .damaged)
        #expect(error?.sentence.contains("missing") == true)
    }

    @Test(arguments: 0..<4 as Range<UInt64>)
    func `Reads of a damaged file give the right entries or errors that name the place`(
        seed: UInt64
    ) throws {
        let sealed = try Sealed(seed: 30 + seed, count: 2_048)
        var random = SplitMix64(seed: seed)
        for _ in 0..<40 {
            var changed = sealed.bytes
            let index = Int.random(in: changed.indices, using: &random)
            changed[index] ^= UInt8.random(in: 1...255, using: &random)
            try write(changed, to: sealed.file)
            let (entries, errors) = sealed.read(sealed.record)
            let right = sealed.sample.entries
            #expect(entries.allSatisfy { $0 == right[Int($0.sequence - sealed.sample.first)] })
            for error in errors {
                #expect(error.code == .damaged)
                #expect(error.place.hasPrefix(sealed.file))
            }
        }
    }

    @Test func `A damaged block leaves the entries of the others readable`() throws {
        let sealed = try Sealed(seed: 40, count: 3_072)
        let surgery = try SegmentSurgery(sealed.bytes, sealed.record)
        var changed = sealed.bytes
        changed[surgery.parts[1].lowerBound + 5] ^= 1
        try write(changed, to: sealed.file)
        let (entries, errors) = sealed.read(sealed.record)
        #expect(
            entries
                == sealed.sample.entries.enumerated().filter { $0.offset / 1_024 != 1 }
                .map(\.element))
        #expect(errors.count == 1_024)
        let first = sealed.sample.first + 1_024
        #expect(errors.allSatisfy { $0.place == "\(sealed.file), block 1 (from entry \(first))" })
    }

    @Test(arguments: 0..<6 as Range<UInt64>)
    func `Any bytes under right checksums give entries or an error`(seed: UInt64) throws {
        let sealed = try Sealed(seed: 50 + seed)
        let original = try SegmentSurgery(sealed.bytes, sealed.record)
        var random = SplitMix64(seed: seed)
        var damaged = 0
        for round in 0..<150 {
            var surgery = original
            // Every part is hit as often, whatever its size.
            let part = original.parts.filter { !$0.isEmpty }[
                round % original.parts.count { !$0.isEmpty }]
            surgery.change { file in
                for _ in 0..<Int.random(in: 1...3, using: &random) {
                    file[Int.random(in: part, using: &random)] =
                        [
                            0, 1, 0x7F, 0x80, 0xFF, UInt8.random(in: 0...255, using: &random),
                        ].randomElement(using: &random) ?? 0
                }
            }
            try write(surgery.file, to: sealed.file)
            let (_, errors) = sealed.read(surgery.changedRecord)
            damaged += errors.isEmpty ? 0 : 1
            let segment = try Segment(surgery.changedRecord, in: sealed.path)
            _ = try? segment.keys()
            try? segment.forEachEntry { _, _ in true }
        }
        // Many changes give other values of the right form; many do not.
        #expect(damaged > 20)
    }

    @Test(arguments: 0..<4 as Range<UInt64>)
    func `Any footer under a right digest gives a segment or an error`(seed: UInt64) throws {
        let sealed = try Sealed(seed: 60 + seed)
        let original = try SegmentSurgery(sealed.bytes, sealed.record)
        var random = SplitMix64(seed: seed)
        // Each byte but of the checksums and hashes, and of those some.
        for index in original.footer
        where index % 4 == seed % 4 || index < original.footer.lowerBound + 60 {
            var surgery = original
            surgery.changeFooter { $0[index] ^= UInt8.random(in: 1...255, using: &random) }
            try write(surgery.file, to: sealed.file)
            let (entries, errors) = sealed.read(surgery.changedRecord)
            #expect(!errors.isEmpty, "byte \(index) of the footer means nothing")
            #expect(
                entries.allSatisfy {
                    $0 == sealed.sample.entries[Int($0.sequence - sealed.sample.first)]
                })
        }
    }

    @Test func `A segment of a newer version asks for a newer keyledger`() throws {
        let sealed = try Sealed(seed: 70)
        var surgery = try SegmentSurgery(sealed.bytes, sealed.record)
        surgery.changeFooter { $0[5] = 2 }
        try write(surgery.file, to: sealed.file)
        let error = try #require(
            #expect(throws: LogError.self) {
                try Segment(surgery.changedRecord, in: sealed.path)
            })
        #expect(error.code == .newerVersion)
        #expect(error.sentence.contains("ormat version 2"))
    }

    @Test func `An entry of an unknown type asks for a newer keyledger`() throws {
        var sample = SegmentSample()
        var builder = FrameBuilder(firstSequence: 0, recordedAt: .start)
        for sequence in 0..<256 as Range<UInt64> {
            let entry = Entry(
                sequence: sequence, recordedAt: .start, tenant: "t", actor: .ledger,
                body: .tenantClosed(TenantClosed()))
            sample.entries.append(entry)
            builder.append(entry)
        }
        sample.frames = [builder.frame()]
        let folder = try TemporaryFolder()
        let record = try sample.seal(in: folder.path)
        let file = "\(folder.path)/\(record.fileName)"
        var surgery = try SegmentSurgery(try bytes(of: file), record)
        let block = surgery.parts[0]
        // The rows are the end of the block; the first of them, compressed, begins with its type.
        let row = try #require(
            surgery.file[block].firstIndex(of: EntryType.tenantClosed.rawValue))
        surgery.change { $0[row] = 250 }
        try write(surgery.file, to: file)
        let segment = try Segment(surgery.changedRecord, in: folder.path)
        let error = try #require(#expect(throws: LogError.self) { try segment.entry(at: 0) })
        #expect(error.code == .newerVersion)
    }
}
