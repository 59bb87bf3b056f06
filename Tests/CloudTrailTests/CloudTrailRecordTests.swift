import CloudTrail
import Testing

@Suite struct CloudTrailRecordTests {
    @Test func everyFieldOfARecordIsMapped() throws {
        let record = try #require(try mapped())
        #expect(record.eventID == "e-1")
        #expect(record.time == 1_688_989_500_000_000)
        #expect(record.tenant == "111122223333")
        #expect(record.accessKeyID == "AKIAEXAMPLE")
        #expect(record.principalExternalID == "arn:aws:iam::111122223333:user/ada")
        #expect(record.principalName == "ada")
        #expect(record.operation == "s3:GetBucketAcl")
        #expect(record.ip == "192.0.2.7")
        #expect(record.client == nil)
        #expect(record.userAgent == "[aws-cli/2.9]")
        #expect(record.outcome == .allowed(code: nil))
        #expect(record.lifecycle == nil)
    }

    @Test func whatARecordMayLackIsAbsentWhetherMissingNullOrEmpty() throws {
        for value in [nil, "null", #""""#] {
            let record = try #require(
                try mapped(["sourceIPAddress": value, "userAgent": value, "errorCode": value]))
            #expect(record.ip == nil)
            #expect(record.client == nil)
            #expect(record.userAgent == nil)
            #expect(record.outcome == .allowed(code: nil))
        }
    }

    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0),
        ("1969-12-31T23:59:59Z", -1_000_000),
        ("2000-02-29T00:00:00Z", 951_782_400_000_000),
        ("2024-12-31T23:59:59Z", 1_735_689_599_000_000),
        ("2100-03-01T00:00:00Z", 4_107_542_400_000_000),
        ("9999-12-31T23:59:59Z", 253_402_300_799_000_000),
        ("0000-01-01T00:00:00Z", -62_167_219_200_000_000),
        ("1970-01-01T00:00:00.5Z", 500_000),
        ("1970-01-01T00:00:00.000001Z", 1),
        ("1970-01-01T00:00:00.0000019Z", 1),
    ])
    func timeIsMicrosecondsInUTC(text: String, microseconds: Int64) throws {
        #expect(try mapped(["eventTime": quoted(text)])?.time == microseconds)
    }

    @Test(arguments: [
        "2023-07-10", "2023-07-10T11:45:00", "2023-07-10T11:45:00+02:00", "2023-07-10 11:45:00Z",
        "2023-13-10T11:45:00Z", "2023-00-10T11:45:00Z", "2023-02-29T11:45:00Z",
        "2100-02-29T11:45:00Z", "2023-04-31T11:45:00Z", "2023-07-00T11:45:00Z",
        "2023-07-10T24:00:00Z", "2023-07-10T11:60:00Z", "2023-07-10T11:45:60Z",
        "2023-07-10T11:45:00.Z", "2023-07-10T11:45:00.1x2Z", "2023-07-10T11:45:00,1Z",
        "-023-07-10T11:45:00Z", "Z", "٢٠٢٣-٠٧-١٠T١١:٤٥:٠٠Z",
    ])
    func aTimeThatDoesNotExistIsAProblem(text: String) throws {
        #expect(try problem(record(["eventTime": quoted(text)]))?.code == .badTime)
    }

    @Test(arguments: [
        (#"{"accountId":"1"}"#, "1"),
        (#"{"accountId":""}"#, "444455556666"),
        (#"{"accountId":null}"#, "444455556666"),
        (#"{"type":"AWSService","invokedBy":"rds.amazonaws.com"}"#, "444455556666"),
        (#"{"type":"AWSAccount","accountId":"ANONYMOUS_PRINCIPAL"}"#, "444455556666"),
        ("null", "444455556666"),
        (nil, "444455556666"),
    ])
    func tenantIsTheCallersAccountElseTheRecipients(identity: String?, tenant: String) throws {
        #expect(try mapped(["userIdentity": identity])?.tenant == tenant)
    }

    @Test(arguments: [
        (#"{"arn":"a","principalId":"p","invokedBy":"i","type":"t"}"#, "a"),
        (#"{"arn":"","principalId":"p","invokedBy":"i","type":"t"}"#, "p"),
        (#"{"invokedBy":"rds.amazonaws.com","type":"AWSService"}"#, "rds.amazonaws.com"),
        (#"{"type":"AWSAccount"}"#, "AWSAccount"),
        ("{}", nil),
        (nil, nil),
    ])
    func principalIsTheMostExactIdentityThatIsGiven(identity: String?, id: String?) throws {
        let record = try #require(try mapped(["userIdentity": identity]))
        #expect(record.principalExternalID == id)
        #expect(record.accessKeyID == nil)
    }

    @Test(arguments: [
        (#"{"userName":"u","sessionContext":{"sessionIssuer":{"userName":"r"}}}"#, "u"),
        (#"{"sessionContext":{"sessionIssuer":{"userName":"r"}}}"#, "r"),
        (#"{"sessionContext":{"attributes":{}}}"#, nil),
        (#"{"invokedBy":"rds.amazonaws.com"}"#, nil),
    ])
    func principalNameIsTheUsersElseTheSessionIssuers(identity: String, name: String?) throws {
        let record = try #require(try mapped(["userIdentity": identity]))
        #expect(record.principalName == name)
    }

    @Test(arguments: [
        ("s3.amazonaws.com", "GetObject", "s3:GetObject"),
        ("resource-explorer-2.amazonaws.com", "Search", "resource-explorer-2:Search"),
        ("example.com", "Act", "example.com:Act"),
    ])
    func operationIsServiceAndEvent(source: String, event: String, operation: String) throws {
        let record = try mapped(["eventSource": quoted(source), "eventName": quoted(event)])
        #expect(record?.operation == operation)
    }

    @Test(arguments: [
        "192.0.2.7", "0.0.0.0", "255.255.255.255", "2001:db8::1", "::", "::ffff:192.0.2.7",
    ])
    func anAddressIsTheIP(address: String) throws {
        let record = try #require(try mapped(["sourceIPAddress": quoted(address)]))
        #expect(record.ip == address)
        #expect(record.client == nil)
    }

    @Test(arguments: [
        "AWS Internal", "rds.amazonaws.com", "192.0.2", "192.0.2.256", "192.0.2.7:80", "fe80::1%1",
        "2001:db8", "192.0.2.7 ",
    ])
    func whateverElseStandsForAnAddressIsTheClient(name: String) throws {
        let record = try #require(try mapped(["sourceIPAddress": quoted(name)]))
        #expect(record.ip == nil)
        #expect(record.client == name)
    }

    @Test func anAddressBeforeANulIsNoAddress() throws {
        let record = try #require(try mapped(["sourceIPAddress": #""192.0.2.7\u0000.example""#]))
        #expect(record.ip == nil)
        #expect(record.client == "192.0.2.7\0.example")
    }

    @Test(arguments: [
        "AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "Forbidden",
        "Client.UnauthorizedOperation", "Client.AccessDenied",
    ])
    func aCodeOfRefusalIsDeniedAndKept(code: String) throws {
        #expect(try mapped(["errorCode": quoted(code)])?.outcome == .denied(code: code))
    }

    @Test(arguments: [
        "ThrottlingException", "NoSuchBucketPolicy", "Client.InvalidGroup.NotFound",
        "InvalidAccessException", "Server.AccessDenied", "Client.Client.AccessDenied",
        "accessdenied", "ClientAccessDenied",
    ])
    func anyOtherCodeIsTheErrorOfAnAllowedCall(code: String) throws {
        #expect(try mapped(["errorCode": quoted(code)])?.outcome == .allowed(code: code))
    }

    @Test(arguments: [
        (String(repeating: "a", count: 512), 512),
        (String(repeating: "a", count: 513), 512),
        (String(repeating: "a", count: 511) + "é", 511),
        (String(repeating: "a", count: 510) + "é", 512),
        (String(repeating: "a", count: 509) + "😀", 509),
        (String(repeating: "😀", count: 200), 512),
    ])
    func aLongUserAgentIsCutBetweenScalars(userAgent: String, bytes: Int) throws {
        let cut = try #require(try mapped(["userAgent": quoted(userAgent)])?.userAgent)
        #expect(cut.utf8.count == bytes)
        #expect(userAgent.hasPrefix(cut))
    }
}
