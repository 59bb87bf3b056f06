/// A record of the sample account with its own id and second of the day.
func call(_ id: String, at second: Int, _ changes: [String: String?] = [:]) -> String {
    let time = "2023-07-10T11:\(twoDigits(second / 60)):\(twoDigits(second % 60))Z"
    let own: [String: String?] = ["eventID": quoted(id), "eventTime": quoted(time)]
    return record(own.merging(changes) { _, change in change })
}

/// A record of another account, made with another key.
func foreignCall(
    _ id: String, at second: Int, account: String = "999988887777", key: String = "AKIAFOREIGN",
    _ changes: [String: String?] = [:]
) -> String {
    let identity = #"{"type":"IAMUser","accountId":"\#(account)","accessKeyId":"\#(key)"}"#
    return call(id, at: second, ["userIdentity": identity].merging(changes) { _, new in new })
}

/// A record of the sample account without an access key.
func keylessCall(
    _ id: String, at second: Int, by identity: String = #""arn":"arn:aws:iam::1:user/eve""#
) -> String {
    call(
        id, at: second,
        ["userIdentity": #"{"type":"IAMUser","accountId":"111122223333",\#(identity)}"#])
}

/// A change of an access key, by ada of the sample account.
enum KeyCall {
    static func created(_ key: String, _ id: String, at second: Int, owner: String) -> String {
        let response = #"{"accessKey":{"accessKeyId":"\#(key)","userName":"\#(owner)"}}"#
        return iam("CreateAccessKey", id, second, parameters: "null", response: response)
    }

    static func enabled(_ key: String, _ id: String, at second: Int) -> String {
        iam(
            "UpdateAccessKey", id, second,
            parameters: #"{"accessKeyId":"\#(key)","status":"Active"}"#)
    }

    static func disabled(_ key: String, _ id: String, at second: Int) -> String {
        iam(
            "UpdateAccessKey", id, second,
            parameters: #"{"accessKeyId":"\#(key)","status":"Inactive"}"#)
    }

    static func deleted(_ key: String, _ id: String, at second: Int) -> String {
        iam("DeleteAccessKey", id, second, parameters: #"{"accessKeyId":"\#(key)"}"#)
    }

    private static func iam(
        _ event: String, _ id: String, _ second: Int, parameters: String, response: String = "null"
    ) -> String {
        call(
            id, at: second,
            [
                "eventSource": #""iam.amazonaws.com""#, "eventName": quoted(event),
                "requestParameters": parameters, "responseElements": response,
            ])
    }
}

private func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
