import LedgerCore
import Testing

@Suite struct ValuesAddressTests {
    @Test(
        "However an address is written, it is the same",
        arguments: [
            ("192.0.2.7", "::ffff:192.0.2.7"), ("192.0.2.7", "::FFFF:c000:207"),
            ("192.0.2.7", "0:0:0:0:0:ffff:192.0.2.7"), ("::", "0:0:0:0:0:0:0:0"),
            ("::1", "0000:0000::0001"), ("2001:db8::7", "2001:0DB8:0:0:0:0:0:7"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2:3:4:0.5.0.6"), ("1::", "1:0:0:0:0:0:0:0"),
        ])
    func same(one: String, other: String) {
        #expect(IPAddress(one) != nil)
        #expect(IPAddress(one) == IPAddress(other))
    }

    @Test("Different addresses are different")
    func different() {
        let texts = [
            "0.0.0.0", "1.2.3.4", "1.2.3.5", "::", "::1", "1::", "102:304::", "::102:304",
            "2001:db8::1:0", "2001:db8::1",
        ]
        #expect(Set(texts.map { IPAddress($0) }).count == texts.count)
        #expect(!texts.contains { IPAddress($0) == nil })
    }

    @Test(
        "What is no address is none",
        arguments: [
            "", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "1.2.3.+4", "1..3.4", " 1.2.3.4",
            ":", ":::", "1:::2", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", ":1:2:3:4:5:6:7",
            "1:2:3:4:5:6:7:", "::12345", "::g", "fe80::1%eth0", "[::1]", "1.2.3.4:80",
            "::1.2.3.4:5", "1:2:3:4:5:6:7::8:9", "1:2:3:4:5:6:7:8::", "::+1", "Ⅷ::",
        ])
    func none(text: String) {
        #expect(IPAddress(text) == nil)
        #expect(AddressBlock(text) == nil)
    }

    @Test(
        "A block holds what begins with its bits",
        arguments: [
            ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.0", false),
            ("10.1.2.3", "10.1.2.3", true), ("10.1.2.3", "10.1.2.2", false),
            ("10.1.2.3/24", "10.1.2.255", true), ("10.1.2.3/24", "10.1.3.0", false),
            ("0.0.0.0/0", "255.1.1.1", true), ("0.0.0.0/0", "::1", false),
            ("::/0", "2001::", true), ("::/0", "1.2.3.4", false),
            ("2001:db8::/33", "2001:db8:7fff::", true), ("2001:db8::/33", "2001:db8:8000::", false),
            ("2001:db8::/64", "2001:db8::ffff:0:0:1", true),
            ("2001:db8::/65", "2001:db8::8000:0:0:1", false),
            ("::1/128", "::1", true), ("::1", "::2", false),
            ("::ffff:10.0.0.0/104", "10.9.9.9", true), ("::ffff:10.0.0.0/104", "11.9.9.9", false),
        ])
    func holds(block: String, address: String, isHeld: Bool) throws {
        let block = try #require(AddressBlock(block))
        #expect(block.contains(try #require(IPAddress(address))) == isHeld)
    }

    @Test(
        "What is no block is none",
        arguments: [
            "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/8/8", "::/129", "::/+1",
            "::ffff:10.0.0.0/95", "/8", "10.0.0.0/0008",
        ])
    func noBlock(text: String) {
        #expect(AddressBlock(text) == nil)
    }
}
