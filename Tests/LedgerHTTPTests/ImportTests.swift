import LedgerService
import Testing

@Suite struct ImportTests {
    private static let file = """
        {"Records":[{"eventVersion":"1.08","eventID":"e-1","eventTime":"2026-01-05T10:00:00Z",
        "eventSource":"s3.amazonaws.com","eventName":"GetObject","awsRegion":"eu-central-1",
        "sourceIPAddress":"192.0.2.9","userAgent":"aws-cli/2","eventType":"AwsApiCall",
        "recipientAccountId":"111111111111","userIdentity":{"type":"IAMUser",
        "principalId":"AIDAEXAMPLE","accountId":"111111111111","userName":"ada",
        "accessKeyId":"AKIAEXAMPLE00000001"}}]}
        """

    @Test("A file is taken in once, and counts when the import is committed")
    func cloudTrail() async throws {
        try await TestLedger.run { ledger in
            var answer = await ledger.send(
                "POST", "/v1/import/cloudtrail", Self.file, query: ["file": "a.json"])
            #expect(answer.status == 200)
            #expect(answer.integer("records") == 1)
            #expect(answer.integer("recorded") == 1)
            #expect(answer.integer("new_keys") == 1)
            #expect(answer.array("problems").isEmpty)
            answer = await ledger.send("POST", "/v1/import/cloudtrail", query: ["commit": "true"])
            #expect(answer.string("committed", 0, "tenant") == "111111111111")
            #expect(answer.integer("committed", 0, "records") == 1)
            answer = await ledger.send(
                "POST", "/v1/import/cloudtrail", Self.file, query: ["commit": "true"])
            #expect(answer.integer("recorded") == 0)
            #expect(answer.integer("duplicates") == 1)
            answer = await ledger.send("GET", "/v1/audit/who/AKIAEXAMPLE00000001")
            #expect(answer.string("ips", 0, "value") == "192.0.2.9")
            #expect(answer.string("operations", 0, "value") == "s3:GetObject")
        }
    }

    @Test(
        "What is no CloudTrail file is refused as a whole",
        arguments: [
            ("", "invalid_field"), ("nonsense", "bad_json"), ("{}", "no_records"),
            ("\u{1F}\u{8B}x", "bad_json"),
        ])
    func refused(body: String, code: String) async throws {
        try await TestLedger.run { ledger in
            let answer = await ledger.send("POST", "/v1/import/cloudtrail", body)
            #expect(answer.status == 400)
            #expect(answer.string("code") == code)
        }
    }
}
