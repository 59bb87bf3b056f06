import LedgerCore
import LedgerTesting
import Testing

@Suite struct EncodingDictionaryTests {
    @Test("A term has one number, and every text of other bytes has another")
    func terms() throws {
        var dictionary = FrameDictionaryBuilder()
        let texts = [
            "calls", "é", "e\u{301}", "K", "\u{212A}", "\u{E9}\u{327}", "e\u{327}\u{301}", "",
        ]
        let numbers = texts.map { dictionary.number(of: $0) }
        #expect(numbers == Array(texts.indices))
        #expect(texts.map { dictionary.number(of: $0) } == numbers)
        let read = dictionary.built
        #expect(read.terms.count == texts.count)
        for (text, number) in zip(texts, numbers) {
            #expect(Array(try read.term(number).utf8) == Array(text.utf8))
        }
        #expect(throws: FormatError.malformed("term number")) { try read.term(texts.count) }
        #expect(throws: FormatError.malformed("term number")) { try read.term(-1) }
    }

    @Test("Sealed values are stored once for a commitment")
    func personals() throws {
        var generator = SplitMix64(seed: 0)
        var dictionary = FrameDictionaryBuilder()
        let one = SealedPersonal.random(using: &generator)
        let other = SealedPersonal.random(using: &generator)
        #expect([one, other, one].map { dictionary.number(of: $0) } == [0, 1, 0])
        let read = dictionary.built
        #expect(try read.personal(1) == other)
        #expect(throws: FormatError.malformed("personal number")) { try read.personal(2) }
    }

    @Test("What a dictionary will take grows with what is new in it, and with nothing else")
    func size() {
        var dictionary = FrameDictionaryBuilder()
        var generator = SplitMix64(seed: 1)
        _ = dictionary.number(of: "calls")
        let one = dictionary.byteCount
        #expect(one >= 5)
        _ = dictionary.number(of: "calls")
        #expect(dictionary.byteCount == one)
        let personal = SealedPersonal.random(using: &generator)
        _ = dictionary.number(of: personal)
        #expect(dictionary.byteCount >= one + personal.ciphertext.count + 32)
    }

    @Test("Bytes are the same where each of them is")
    func bytes() {
        func areSame(_ one: [UInt8], _ other: [UInt8]) -> Bool {
            one.span.hasSameBytes(as: other.span)
        }
        for count in 0...24 {
            let bytes = (0..<count).map { UInt8($0) }
            #expect(areSame(bytes, (0..<count).map { UInt8($0) }))
            #expect(!areSame(bytes, bytes + [0]))
            for index in bytes.indices {
                var changed = bytes
                changed[index] ^= 0x80
                #expect(!areSame(bytes, changed))
            }
        }
    }

    @Test("A term is equal to another where their bytes are", arguments: Seed.all)
    func equality(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        for _ in 0..<2_000 {
            let a = String.random(using: &generator)
            let b = generator.chance(oneIn: 2) ? String.random(using: &generator) : a
            #expect((Term(a) == Term(b)) == (Array(a.utf8) == Array(b.utf8)))
            if Term(a) == Term(b) { #expect(Term(a).hashValue == Term(b).hashValue) }
        }
    }
}
