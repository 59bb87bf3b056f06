import EventLog
import Foundation
import LedgerCore
import OpenSSL
import Testing

@Suite struct KeysFileTests {
    /// A file of no holders, byte by byte as `Backup.md` has it.
    private func bytes(version: UInt8 = 1, rows: UInt8 = 0) -> [UInt8] {
        var bytes = Array("KLKY".utf8) + [0, version, 0, 0]
        bytes += (0..<16).map { UInt8($0) }
        bytes += [0, 0, 0, 0, 0, 0, 0, 9]
        bytes += [UInt8](repeating: 7, count: 32)
        bytes += [0, 0, 0, 0, 0, 0, 0, rows]
        return bytes + SHA256.digest(of: bytes)
    }

    private func code(_ bytes: [UInt8]) -> LogError.Code? {
        do throws(LogError) {
            _ = try KeysFile(bytes, place: "keys")
            return nil
        } catch {
            return error.code
        }
    }

    @Test("The file is read as it is specified")
    func specified() throws {
        let keys = try KeysFile(bytes(), place: "keys")
        #expect(keys.ledger == "000102030405060708090a0b0c0d0e0f")
        #expect(keys.createdAt == Timestamp(microseconds: 9))
        #expect(keys.holderCount == 0)
    }

    @Test("Any byte that is flipped, and any end that is cut off, is damage; no input is more")
    func damaged() {
        let sound = bytes()
        for index in sound.indices {
            var flipped = sound
            flipped[index] ^= 1 << UInt8(index % 8)
            #expect(code(flipped) == .damaged, "byte \(index)")
            #expect(code(Array(sound[..<index])) == .damaged, "cut at \(index)")
        }
        #expect(code(bytes(rows: 1)) == .damaged)
        #expect(code(bytes(version: 2)) == .newerVersion)
    }
}
