import EventLog
import LedgerCore
import OpenSSL
import LedgerTesting
import Testing

@Suite struct PersonalVaultTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func values(_ number: Int = 0) -> PersonalValues {
        var values = PersonalValues()
        values.ip = "192.0.2.\(number)"
        values.userAgent = "curl/8 \"quoted\" \\ \u{1}\u{7F} é ✓ 𝄞"
        return values
    }

    @Test func `Sealed values open, from memory and after a restart`() throws {
        var all = PersonalValues()
        all.email = "mail@example.com"
        all.externalID = "usr_1"
        all.filters = #"{"key":"key_1"}"#
        all.ip = "2001:db8::1"
        all.name = "café"
        all.reason = "line one\nline two"
        all.userAgent = ""
        let log = try TestLog.create(at: folder.data)
        let sealed = try [values(), all].map { try log.vault.seal($0, holder: "ann") }
        try log.vault.persistNewHolders()
        #expect(try sealed.map { try log.vault.open($0) } == [values(), all])
        log.close()
        let reopened = try TestLog.open(at: folder.data)
        #expect(try sealed.map { try reopened.vault.open($0) } == [values(), all])
        #expect(try reopened.vault.seal(all, holder: "ann") == sealed[1])
    }

    @Test func `Commitment and ciphertext follow the formulas`() throws {
        let log = try TestLog.create(at: folder.data)
        let sealed = try log.vault.seal(values(), holder: "ann")
        try log.vault.persistNewHolders()
        // The key as it lies in the one row of the file.
        let key = Array(try bytes(of: folder.holderKeys)[32..<64])
        let canonical = values().canonical
        let salt = try HMACSHA256.code(of: canonical, key: key)
        #expect(sealed.commitment.bytes == SHA256.digest(of: salt + canonical))
        var cipher = try AES256CTR(key: key.span)
        let initial = Array(sealed.commitment.bytes[..<16])
        #expect(try cipher.apply(iv: initial, to: canonical) == sealed.ciphertext)
        let holder = Array(try bytes(of: folder.holderKeys)[..<32])
        #expect(holder == SHA256.digest(of: Array("ann".utf8)))
    }

    @Test func `The same values of two holders are bound differently`() throws {
        let log = try TestLog.create(at: folder.data)
        let one = try log.vault.seal(values(), holder: "ann")
        let other = try log.vault.seal(values(), holder: "bob")
        #expect(one.commitment != other.commitment)
        #expect(one.ciphertext != other.ciphertext)
    }

    @Test func `Texts that look alike and differ in bytes are bound differently`() throws {
        let log = try TestLog.create(at: folder.data)
        var composed = PersonalValues()
        composed.name = "caf\u{E9}"
        var decomposed = PersonalValues()
        decomposed.name = "cafe\u{301}"
        let sealed = try [composed, decomposed].map { try log.vault.seal($0, holder: "ann") }
        #expect(sealed[0].commitment != sealed[1].commitment)
        #expect(try log.vault.open(sealed[1])?.name?.utf8.count == 6)
    }

    @Test func `Changed ciphertext, commitment or holder does not open`() throws {
        let log = try TestLog.create(at: folder.data)
        let sealed = try log.vault.seal(values(), holder: "ann")
        _ = try log.vault.seal(values(), holder: "bob")
        for index in sealed.ciphertext.indices {
            let changed = sealed.withFlippedBit(at: index)
            #expect(try log.vault.opening(of: changed) == .damaged)
        }
        let committed = SealedPersonal(
            holder: sealed.holder, commitment: .zero, ciphertext: sealed.ciphertext)
        #expect(try log.vault.open(committed) == nil)
        for holder in ["bob", "unknown"] {
            let changed = SealedPersonal(
                holder: holder, commitment: sealed.commitment, ciphertext: sealed.ciphertext)
            #expect(try log.vault.opening(of: changed) == .damaged)
        }
    }

    @Test func `An erased holder's values are gone, after a restart and for a new key too`()
        throws
    {
        let log = try TestLog.create(at: folder.data)
        let kept = try log.vault.seal(values(), holder: "ann")
        let erased = try log.vault.seal(values(), holder: "bob")
        try log.vault.persistNewHolders()
        let key = Array(try bytes(of: folder.holderKeys)[(128 + 32)..<(128 + 64)])
        try log.vault.erase(holder: "bob")
        #expect(try log.vault.opening(of: erased) == .erased)
        #expect(try log.vault.open(kept) == values())
        #expect(try bytes(of: folder.holderKeys).firstRange(of: key) == nil)

        let again = try log.vault.seal(values(), holder: "bob")
        #expect(again.commitment != erased.commitment)
        try log.vault.persistNewHolders()
        log.close()
        let reopened = try TestLog.open(at: folder.data)
        #expect(try reopened.vault.opening(of: erased) == .erased)
        #expect(try reopened.vault.open(again) == values())
        #expect(try reopened.vault.open(kept) == values())
    }

    @Test func `A holder that is erased before its key was durable stays erased`() throws {
        let log = try TestLog.create(at: folder.data)
        let sealed = try log.vault.seal(values(), holder: "ann")
        try log.vault.erase(holder: "ann")
        try log.vault.persistNewHolders()
        #expect(try log.vault.opening(of: sealed) == .erased)
        #expect(try bytes(of: folder.holderKeys)[32..<64].allSatisfy { $0 == 0 })
        log.close()
        #expect(try TestLog.open(at: folder.data).vault.opening(of: sealed) == .erased)
    }

    @Test func `Keys are written once, when they are asked to be durable`() throws {
        let log = try TestLog.create(at: folder.data)
        for number in 0..<3 { _ = try log.vault.seal(values(number), holder: "ann") }
        _ = try log.vault.seal(values(), holder: "bob")
        #expect(try bytes(of: folder.holderKeys) == [])
        try log.vault.persistNewHolders()
        #expect(try bytes(of: folder.holderKeys).count == 256)
        try log.vault.persistNewHolders()
        #expect(try bytes(of: folder.holderKeys).count == 256)
    }

    @Test func `More values than are remembered stay correct`() throws {
        let log = try TestLog.create(at: folder.data)
        let first = try log.vault.seal(values(), holder: "ann")
        for number in 0..<66_000 {
            var values = PersonalValues()
            values.name = "name \(number)"
            _ = try log.vault.seal(values, holder: "ann")
        }
        #expect(try log.vault.seal(values(), holder: "ann") == first)
    }

    @Test func `Sealing on many threads while keys are made durable loses none`() async throws {
        let log = try TestLog.create(at: folder.data)
        let vault = try log.vault
        let sealed = try await withThrowingTaskGroup(of: [SealedPersonal].self) { group in
            for task in 0..<4 {
                group.addTask {
                    var sealed: [SealedPersonal] = []
                    for number in 0..<200 {
                        var values = PersonalValues()
                        values.name = "name \(number)"
                        let holder = "holder \(number % 50) \(task / 2)"
                        sealed.append(vault.seal(values, holder: holder))
                        if number % 10 == 0 { try vault.persistNewHolders() }
                    }
                    return sealed
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        try vault.persistNewHolders()
        log.close()
        let reopened = try TestLog.open(at: folder.data)
        #expect(sealed.count == 800)
        for one in sealed { #expect(try reopened.vault.open(one) != nil) }
        #expect(try bytes(of: folder.holderKeys).count == 100 * 128)
    }
}

extension SealedPersonal {
    /// The same but for a bit of a byte of the ciphertext.
    func withFlippedBit(at index: Int) -> SealedPersonal {
        var bytes = ciphertext
        bytes[index] ^= 1
        return SealedPersonal(holder: holder, commitment: commitment, ciphertext: bytes)
    }
}
