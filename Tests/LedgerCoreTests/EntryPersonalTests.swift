import LedgerCore
import Testing

@Suite struct EntryPersonalTests {
    @Test("The canonical form of personal values names those that are there, in order")
    func canonical() {
        var values = PersonalValues()
        #expect(values.isEmpty)
        #expect(String(decoding: values.canonical, as: UTF8.self) == "{}")
        values.userAgent = "curl/8.14.1"
        values.ip = "203.0.113.7"
        #expect(!values.isEmpty)
        #expect(
            String(decoding: values.canonical, as: UTF8.self)
                == #"{"ip":"203.0.113.7","user_agent":"curl/8.14.1"}"#)
        values.email = "a@example.org"
        values.externalID = "u-1"
        values.filters = "key=*"
        values.name = "Zoë \"Z\""
        values.reason = ""
        let expected =
            #"{"email":"a@example.org","external_id":"u-1","filters":"key=*","ip":"203.0.113.7","#
            + #""name":"Zoë \"Z\"","reason":"","user_agent":"curl/8.14.1"}"#
        #expect(String(decoding: values.canonical, as: UTF8.self) == expected)
    }
}
