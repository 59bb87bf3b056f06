import Foundation
import LedgerTesting

/// CloudTrail files made up from a seed: three accounts, their keys, refused calls, keys that come
/// and go.
struct CloudTrailSample {
    static let fileCount = 5
    static let recordsPerFile = 80
    private static let accounts = ["111122223333", "222233334444", "333344445555"]
    private static let events = [
        ("s3.amazonaws.com", "GetObject"), ("s3.amazonaws.com", "ListBuckets"),
        ("ec2.amazonaws.com", "DescribeInstances"), ("sts.amazonaws.com", "GetCallerIdentity"),
    ]

    private var random: SplitMix64
    private var number: Int64 = 0
    /// Keys that were made by a call in the sample, and whether they are active.
    private var created: [(key: String, account: Int, isActive: Bool)] = []

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    /// A key that is in every sample, and makes calls in every file.
    static let key = "AKIA0000000000000000"

    /// Writes the files: plain ones, and those that gzip packed.
    mutating func write(to folder: TestFolder) async throws -> String {
        let path = folder.path("cloudtrail")
        try FileManager.default.createDirectory(
            atPath: "\(path)/more", withIntermediateDirectories: true)
        for file in 0..<Self.fileCount {
            let records = (0..<Self.recordsPerFile).map { _ in record() }
            let place = "\(path)/\(file > 2 ? "more/" : "")\(file).json"
            try JSON.object(["Records": .array(records)]).data.write(to: URL(filePath: place))
            if file % 2 == 1 {
                _ = try await Tool.run("gzip", ["--no-name", place], in: folder)
            }
        }
        return path
    }

    private mutating func record() -> JSON {
        number += 1
        let account = Int.random(in: Self.accounts.indices, using: &random)
        let event = Self.events[Int.random(in: Self.events.indices, using: &random)]
        var record: JSON = [
            "eventVersion": "1.08", "eventID": .string("event-\(number)"),
            "eventTime": .string(time), "eventSource": .string(event.0),
            "eventName": .string(event.1), "awsRegion": "us-east-1",
            "recipientAccountId": .string(Self.accounts[account]),
            "userAgent": .string("aws-cli/2.\(number % 3)"),
            "sourceIPAddress": number % 11 == 0
                ? "config.amazonaws.com" : .string("198.51.100.\(number % 7)"),
            "userIdentity": identity(of: account),
        ]
        switch Int.random(in: 0..<20, using: &random) {
        case 0: record["errorCode"] = "AccessDenied"
        case 1: record["errorCode"] = "Client.UnauthorizedOperation"
        case 2: record["errorCode"] = "NoSuchBucket"
        case 3: record = record.merging(creation(in: account))
        case 4: record = record.merging(change() ?? [:])
        default: break
        }
        return record
    }

    /// Times rise, and repeat now and then.
    private var time: String {
        "2023-07-10T11:\(String(100 + number / 2 / 60 % 60).suffix(2)):"
            + "\(String(100 + number / 2 % 60).suffix(2))Z"
    }

    private mutating func identity(of account: Int) -> JSON {
        let user = Int64.random(in: 0..<4, using: &random)
        var identity: JSON = [
            "type": "IAMUser", "accountId": .string(Self.accounts[account]),
            "userName": .string("user-\(user)"),
            "arn": .string("arn:aws:iam::\(Self.accounts[account]):user/user-\(user)"),
        ]
        // Some calls are made without a key.
        if user > 0 {
            identity["accessKeyId"] = .string("AKIA000000000000\(account)00\(user)")
        }
        if number % 8 == 0 {
            identity["accountId"] = .string(Self.accounts[0])
            identity["accessKeyId"] = .string(Self.key)
        }
        return identity
    }

    private mutating func creation(in account: Int) -> JSON {
        let key = "AKIA1111111111\(100_000 + number)"
        created.append((key, account, true))
        return [
            "eventSource": "iam.amazonaws.com", "eventName": "CreateAccessKey",
            "userIdentity": ["accountId": .string(Self.accounts[account])],
            "responseElements": [
                "accessKey": [
                    "accessKeyId": .string(key), "userName": .string("user-\(number)"),
                    "status": "Active",
                ]
            ],
        ]
    }

    private mutating func change() -> JSON? {
        guard let place = created.indices.randomElement(using: &random) else { return nil }
        let (key, account, isActive) = created[place]
        var change: JSON = [
            "eventSource": "iam.amazonaws.com",
            "userIdentity": ["accountId": .string(Self.accounts[account])],
            "requestParameters": ["accessKeyId": .string(key)],
        ]
        if Int.random(in: 0..<4, using: &random) == 0 {
            created.remove(at: place)
            change["eventName"] = "DeleteAccessKey"
        } else {
            created[place].isActive.toggle()
            change["eventName"] = "UpdateAccessKey"
            change = change.merging([
                "requestParameters": ["status": isActive ? "Inactive" : "Active"]
            ])
        }
        return change
    }
}
