import CloudTrail
import Testing

@Suite struct CloudTrailLifecycleTests {
    private static func call(
        _ event: String, parameters: String = "null", response: String = "null",
        changes: [String: String?] = [:]
    ) -> [String: String?] {
        let call: [String: String?] = [
            "eventSource": #""iam.amazonaws.com""#, "eventName": quoted(event),
            "requestParameters": parameters, "responseElements": response,
        ]
        return call.merging(changes) { _, change in change }
    }

    private static let created = call(
        "CreateAccessKey", parameters: #"{"userName":"bob"}"#,
        response: #"{"accessKey":{"accessKeyId":"AKIANEW","userName":"bob","status":"Active"}}"#)
    private static let enabled = call(
        "UpdateAccessKey",
        parameters: #"{"userName":"bob","accessKeyId":"AKIANEW","status":"Active"}"#)
    private static let disabled = call(
        "UpdateAccessKey",
        parameters: #"{"userName":"bob","accessKeyId":"AKIANEW","status":"Inactive"}"#)
    private static let deleted = call(
        "DeleteAccessKey", parameters: #"{"userName":"bob","accessKeyId":"AKIANEW"}"#)

    @Test(arguments: [
        (created, CloudTrailLifecycle.Change.created), (enabled, .enabled), (disabled, .disabled),
        (deleted, .deleted),
    ])
    func aSuccessfulCallChangesTheKeyItNames(
        call: [String: String?], change: CloudTrailLifecycle.Change
    ) throws {
        let record = try #require(try mapped(call))
        let lifecycle = try #require(record.lifecycle)
        #expect(lifecycle.change == change)
        #expect(lifecycle.id == "e-1/key")
        #expect(lifecycle.accessKeyID == "AKIANEW")
        #expect(lifecycle.ownerName == "bob")
        #expect(record.accessKeyID == "AKIAEXAMPLE")
    }

    @Test func aCallThatNamesNoUserIsAboutTheCaller() throws {
        let call = Self.call("DeleteAccessKey", parameters: #"{"accessKeyId":"AKIANEW"}"#)
        #expect(try mapped(call)?.lifecycle?.ownerName == "ada")
    }

    @Test func aFailedCallChangesNothing() throws {
        for call in [Self.created, Self.enabled, Self.disabled, Self.deleted] {
            let failed = call.merging(["errorCode": #""AccessDenied""#]) { _, new in new }
            let record = try #require(try mapped(failed))
            #expect(record.lifecycle == nil)
            #expect(record.outcome == .denied(code: "AccessDenied"))
        }
    }

    @Test func aCallOfTheSameNameToAnotherServiceChangesNothing() throws {
        let other = Self.deleted.merging(["eventSource": #""x.amazonaws.com""#]) { _, new in new }
        let record = try #require(try mapped(other))
        #expect(record.lifecycle == nil)
    }

    @Test(arguments: [
        (call("CreateAccessKey"), "responseElements is missing"),
        (call("CreateAccessKey", response: "{}"), "responseElements.accessKey is missing"),
        (
            call("CreateAccessKey", response: #"{"accessKey":{}}"#),
            "responseElements.accessKey.accessKeyId is missing"
        ),
        (call("UpdateAccessKey"), "requestParameters is missing"),
        (
            call("UpdateAccessKey", parameters: #"{"accessKeyId":"A"}"#),
            "requestParameters.status is missing"
        ),
        (
            call("UpdateAccessKey", parameters: #"{"accessKeyId":"A","status":"Odd"}"#),
            "requestParameters.status is not Active or Inactive"
        ),
        (call("DeleteAccessKey", parameters: "[]"), "requestParameters is not a JSON object"),
        (call("DeleteAccessKey", parameters: "{}"), "requestParameters.accessKeyId is missing"),
    ])
    func aSuccessfulCallThatDoesNotSayWhatItChangedIsAProblem(
        call: [String: String?], detail: String
    ) throws {
        #expect(try problem(record(call))?.detail.hasPrefix(detail) == true)
    }

    @Test func theIdWithItsSuffixKeepsTheLimitOfIds() throws {
        for (length, fits) in [(251, true), (252, false)] {
            let call = Self.deleted.merging([
                "eventID": quoted(String(repeating: "e", count: length))
            ]) { _, new in new }
            #expect(try (mapped(call) != nil) == fits)
            #expect(try (problem(record(call))?.code == .tooLong) == !fits)
        }
    }
}
