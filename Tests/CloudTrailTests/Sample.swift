import CloudTrail
import FoundationEssentials

/// A record with every field that is read, as JSON.
/// - Parameter changes: JSON texts that replace fields by name; nil takes the field out.
func record(_ changes: [String: String?] = [:]) -> String {
    let identity = """
        {"type":"IAMUser","principalId":"AIDAEXAMPLE","arn":"arn:aws:iam::111122223333:user/ada",
         "accountId":"111122223333","accessKeyId":"AKIAEXAMPLE","userName":"ada"}
        """
    var fields: [String: String?] = [
        "eventVersion": #""1.08""#,
        "userIdentity": identity,
        "eventTime": #""2023-07-10T11:45:00Z""#,
        "eventSource": #""s3.amazonaws.com""#,
        "eventName": #""GetBucketAcl""#,
        "sourceIPAddress": #""192.0.2.7""#,
        "userAgent": #""[aws-cli/2.9]""#,
        "requestParameters": #"{"bucketName":"b","status":7}"#,
        "responseElements": "null",
        "eventID": #""e-1""#,
        "recipientAccountId": #""444455556666""#,
    ]
    fields.merge(changes) { _, change in change }
    let members = fields.compactMap { name, value in value.map { "\"\(name)\":\($0)" } }
    return "{\(members.joined(separator: ","))}"
}

/// The bytes of a log file with these records.
func logFile(_ records: [String]) -> [UInt8] {
    Array("{\"Records\":[\(records.joined(separator: ","))]}".utf8)
}

/// Maps one record that is expected to be whole.
func mapped(_ changes: [String: String?] = [:]) throws -> CloudTrailRecord? {
    let file = try CloudTrailFile.read(logFile([record(changes)]), name: "log.json")
    return file.problems.isEmpty ? file.records.first : nil
}

/// Maps one record that is expected to be left out.
func problem(_ record: String) throws -> CloudTrailProblem? {
    let file = try CloudTrailFile.read(logFile([record]), name: "log.json")
    return file.records.isEmpty ? file.problems.first : nil
}

/// A text as JSON; the text needs no escapes.
func quoted(_ text: String) -> String {
    "\"\(text)\""
}

/// The bytes that a Base64 text stands for.
func bytes(base64: String) -> [UInt8] {
    Data(base64Encoded: base64).map(Array.init) ?? []
}
