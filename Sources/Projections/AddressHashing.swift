package import LedgerCore

/// How addresses are hashed for the index: with a secret of the ledger, so that the index tells
/// nothing to who has no other part of it.
package struct AddressHashing: Sendable {
    private let key: (UInt64, UInt64)

    package init(key: (UInt64, UInt64)) { self.key = key }

    /// SipHash of length and bytes of the prefix, cut.
    func fingerprint(of block: AddressBlock) -> UInt32 {
        var hash = SipHash(key: key)
        hash.combine(block.address.isV4 ? 4 : 6)
        hash.combine(UInt8(block.length))
        for word in [block.address.high, block.address.low] {
            for shift in stride(from: UInt64(56), through: 0, by: -8) {
                hash.combine(UInt8(truncatingIfNeeded: word >> shift))
            }
        }
        return UInt32(hash.finish() >> UInt64(64 - SegmentIndexLayout.fingerprintBits))
    }

    /// Tells this key from others.
    package var check: UInt64 {
        var hash = SipHash(key: key)
        hash.combine("keyledger addresses")
        return hash.finish()
    }
}

extension IPAddress {
    /// The blocks around an address that the index holds: itself, and what a provider gives to one
    /// customer.
    package var indexedBlocks: some Sequence<AddressBlock> {
        AddressBlock.indexedLengths(isV4: isV4).lazy.map { AddressBlock(around: self, length: $0) }
    }
}

extension AddressBlock {
    private static let indexedLengthsV4 = [32, 24]
    private static let indexedLengthsV6 = [128, 64, 48]

    fileprivate static func indexedLengths(isV4: Bool) -> [Int] {
        isV4 ? indexedLengthsV4 : indexedLengthsV6
    }

    /// The smallest block of the index that holds this one; nil where it is larger than any.
    package var indexed: AddressBlock? {
        Self.indexedLengths(isV4: address.isV4).first { $0 <= length }
            .map { AddressBlock(around: address, length: $0) }
    }
}
