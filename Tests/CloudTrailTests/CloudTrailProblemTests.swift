import CloudTrail
import Testing

@Suite struct CloudTrailProblemTests {
    @Test(arguments: ["eventID", "eventTime", "eventSource", "eventName"])
    func aFieldThatIsNeededAndMissingIsNamed(field: String) throws {
        for value in [nil, "null", #""""#] {
            let problem = try #require(try problem(record([field: value])))
            #expect(problem.code == .missingField)
            #expect(problem.detail.hasPrefix("\(field) is missing"))
        }
    }

    @Test func aRecordOfNoAccountIsAProblem() throws {
        let problem = try problem(record(["userIdentity": "{}", "recipientAccountId": nil]))
        #expect(problem?.code == .missingField)
        #expect(problem?.detail.hasPrefix("recipientAccountId is missing") == true)
    }

    @Test(arguments: ["7", "null", "[]", "true", #""text""#])
    func anElementThatIsNoObjectIsAProblem(element: String) throws {
        #expect(try problem(element)?.code == .malformedField)
    }

    @Test(arguments: [
        ("eventID", "7", "eventID"),
        ("eventTime", "1688989500", "eventTime"),
        ("userAgent", "{}", "userAgent"),
        ("userIdentity", "[]", "userIdentity"),
        ("userIdentity", #"{"accountId":111122223333}"#, "userIdentity.accountId"),
        (
            "userIdentity", #"{"accountId":"1","sessionContext":{"sessionIssuer":7}}"#,
            "userIdentity.sessionContext.sessionIssuer"
        ),
        ("userAgent", #""\ud800""#, "userAgent"),
    ])
    func aFieldOfAnotherTypeIsNamedWithItsPath(
        field: String, value: String, path: String
    ) throws {
        let problem = try #require(try problem(record([field: value])))
        #expect(problem.code == .malformedField)
        #expect(problem.detail.hasPrefix("\(path) is not"))
    }

    @Test(arguments: [
        "eventID", "eventName", "eventSource", "sourceIPAddress", "errorCode",
    ])
    func aFieldIsKeptUpToTheLimitAndRefusedPastIt(field: String) throws {
        let others = ["eventName", "eventSource"].filter { $0 != field }
        let short = Dictionary(uniqueKeysWithValues: others.map { ($0, quoted("s") as String?) })
        let limit = ["eventName", "eventSource"].contains(field) ? 253 : 255

        let atLimit = quoted(String(repeating: "x", count: limit))
        #expect(try mapped(short.merging([field: atLimit]) { _, new in new }) != nil)

        let pastLimit = quoted(String(repeating: "x", count: limit + 1))
        let problem = try problem(record(short.merging([field: pastLimit]) { _, new in new }))
        #expect(problem?.code == .tooLong)
        #expect(problem?.detail.contains("255 bytes") == true)
    }

    @Test(arguments: ["accountId", "accessKeyId", "arn"])
    func aFieldOfTheIdentityIsMeasuredInBytes(field: String) throws {
        let identity = { (text: String) in #"{"\#(field)":"\#(text)"}"# }
        let atLimit = String(repeating: "é", count: 127) + "x"
        #expect(try mapped(["userIdentity": identity(atLimit)]) != nil)
        let problem = try problem(record(["userIdentity": identity(atLimit + "x")]))
        #expect(problem?.code == .tooLong)
        #expect(problem?.detail.hasPrefix("userIdentity.\(field) is over 255 bytes") == true)
    }

    @Test func aNameIsMeasuredInCharacters() throws {
        let identity = { (text: String) in #"{"accountId":"1","userName":"\#(text)"}"# }
        let atLimit = String(repeating: "é", count: 200)
        #expect(try mapped(["userIdentity": identity(atLimit)])?.principalName == atLimit)
        let problem = try problem(record(["userIdentity": identity(atLimit + "x")]))
        #expect(problem?.code == .tooLong)
        #expect(problem?.detail.hasPrefix("userIdentity.userName is over 200") == true)
    }

    @Test func theOthersOfTheFileAreReadAndProblemsSayWhere() throws {
        let file = try CloudTrailFile.read(
            logFile([
                record(["eventID": #""e-0""#]), "7", record(["eventID": #""e-2""#]),
                record(["eventID": nil]),
            ]), name: "folder/log.json")
        #expect(file.name == "folder/log.json")
        #expect(file.records.map(\.eventID) == ["e-0", "e-2"])
        #expect(file.problems.map(\.recordIndex) == [1, 3])
        #expect(file.problems.map(\.code) == [.malformedField, .missingField])
        #expect(
            file.problems.last?.description
                == "folder/log.json, record 3: eventID is missing; add it and import the file "
                + "again. (missing_field)")
    }

    @Test func noValueOfARecordIsQuoted() throws {
        for field in ["eventTime", "eventID", "sourceIPAddress", "errorCode", "eventName"] {
            let value = quoted(String(repeating: "SECRET", count: 50))
            let problem = try #require(try problem(record([field: value])))
            #expect(!problem.description.contains("SECRET"))
        }
    }
}
