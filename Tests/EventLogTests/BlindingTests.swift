import EventLog
import LedgerCore
import LedgerTesting
import Testing

@Suite struct BlindingTests {
    /// The key is that of NIST SP 800-38A, F.1.5; the blinds are from `openssl enc -aes-256-ecb`.
    static let key = "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4"

    @Test(arguments: [
        (0 as UInt64, "e568f68194cf76d6174d4cc04310a854"),
        (0x0001_0203_0405_0607, "497626ee983a2b92ca5f30ea8d84e4d4"),
    ])
    func `The blind of a sequence is one AES block`(sequence: UInt64, blind: String) throws {
        let blinding = try Blinding(key: #require(Hex.decode(Self.key)))
        #expect(Hex.encode(blinding.blind(of: sequence)) == blind)
        #expect(Hex.encode(blinding.blind(of: sequence)) == blind)
    }

    @Test func `A ledger blinds the same after a restart and unlike any other`() throws {
        let one = try TemporaryFolder()
        let log = try TestLog.create(at: one.data)
        let blind = try log.secrets.blinding.blind(of: 7)
        log.close()
        #expect(try TestLog.open(at: one.data).secrets.blinding.blind(of: 7) == blind)
        let other = try TemporaryFolder()
        #expect(try TestLog.create(at: other.data).secrets.blinding.blind(of: 7) != blind)
    }
}
