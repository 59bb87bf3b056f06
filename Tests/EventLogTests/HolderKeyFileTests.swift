import EventLog
import LedgerCore
import LedgerTesting
import Testing

@Suite struct HolderKeyFileTests {
    static let rowBytes = 128
    let folder: TemporaryFolder
    /// Values of three holders: two made durable together, then one.
    let sealed: [SealedPersonal]

    init() throws {
        folder = try TemporaryFolder()
        let log = try TestLog.create(at: folder.data)
        let vault = try log.vault
        var sealed: [SealedPersonal] = []
        for (number, holder) in ["ann", "bob", "cat"].enumerated() {
            var values = PersonalValues()
            values.name = holder
            sealed.append(vault.seal(values, holder: holder))
            if number > 0 { try vault.persistNewHolders() }
        }
        self.sealed = sealed
        log.close()
    }

    /// Which of the holders' values open.
    private func opens(_ log: TestLog) throws -> [Bool] {
        try sealed.map { try log.vault.open($0) != nil }
    }

    @Test func `A last row cut at any length is dropped and the next one takes its place`() throws {
        let whole = try bytes(of: folder.holderKeys)
        for length in (2 * Self.rowBytes)..<whole.count {
            try write(Array(whole[..<length]), to: folder.holderKeys)
            let log = try TestLog.open(at: folder.data)
            #expect(try opens(log) == [true, true, false])
            #expect(try bytes(of: folder.holderKeys).count == 2 * Self.rowBytes)
            var values = PersonalValues()
            values.name = "dan"
            let added = try log.vault.seal(values, holder: "dan")
            try log.vault.persistNewHolders()
            log.close()
            #expect(try TestLog.open(at: folder.data).vault.open(added) == values)
        }
    }

    @Test func `A last row that never reached the disk is dropped`() throws {
        let whole = try bytes(of: folder.holderKeys)
        let zeros = [UInt8](repeating: 0, count: 100)
        try write(Array(whole.dropLast(100)) + zeros, to: folder.holderKeys)
        let log = try TestLog.open(at: folder.data)
        #expect(try opens(log) == [true, true, false])
        #expect(try bytes(of: folder.holderKeys).count == 2 * Self.rowBytes)
    }

    @Test func `Any changed byte before the last durable row is damage`() throws {
        let whole = try bytes(of: folder.holderKeys)
        for index in 0..<(2 * Self.rowBytes) {
            var changed = whole
            changed[index] ^= 0xFF
            try write(changed, to: folder.holderKeys)
            let error = #expect(throws: LogError.self) { try TestLog.open(at: folder.data) }
            #expect(error?.code == .damaged, "byte \(index)")
            #expect(try bytes(of: folder.holderKeys) == changed)
        }
    }

    @Test func `An erasure that was cut off is finished at the next start`() throws {
        var changed = try bytes(of: folder.holderKeys)
        let key = Array(changed[(Self.rowBytes + 32)..<(Self.rowBytes + 64)])
        changed[Self.rowBytes + 64] = UInt8(ascii: "-")
        try write(changed, to: folder.holderKeys)
        let log = try TestLog.open(at: folder.data)
        #expect(try opens(log) == [true, false, true])
        #expect(try log.vault.opening(of: sealed[1]) == .erased)
        #expect(try bytes(of: folder.holderKeys).firstRange(of: key) == nil)
        log.close()
        #expect(try opens(try TestLog.open(at: folder.data)) == [true, false, true])
    }

    @Test func `A blinding key with any changed byte does not open`() throws {
        let path = folder.data + "/secrets/blinding-key"
        let whole = try bytes(of: path)
        #expect(whole.count == 64)
        for index in whole.indices {
            var changed = whole
            changed[index] ^= 1
            try write(changed, to: path)
            let error = #expect(throws: LogError.self) { try TestLog.open(at: folder.data) }
            #expect(error?.code == .damaged)
        }
    }
}
