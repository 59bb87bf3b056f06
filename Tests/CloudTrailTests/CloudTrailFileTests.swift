import CloudTrail
import Testing

@Suite struct CloudTrailFileTests {
    /// `{"Records":[]}`, made by zlib.
    private static let gzip = bytes(base64: "H4sIAAAAAAAA/6tWCkpNzi9KKVayio6tBQAiCuKWDgAAAA==")

    @Test func recordsAreOrderedByTimeAndThenEventID() throws {
        let events = [
            ("e-3", "11:45:00"), ("e-1", "11:45:01"), ("e-2", "11:45:00"), ("e-4", "11:44:59"),
        ]
        let records = events.map { id, time in
            record(["eventID": quoted(id), "eventTime": quoted("2023-07-10T\(time)Z")])
        }
        let file = try CloudTrailFile.read(logFile(records), name: "log.json")
        #expect(file.records.map(\.eventID) == ["e-4", "e-2", "e-3", "e-1"])
        #expect(file.records.map(\.recordIndex) == [3, 2, 0, 1])
    }

    @Test func aFileWithoutRecordsIsEmptyWhetherPlainOrGzip() throws {
        for bytes in [logFile([]), Self.gzip] {
            let file = try CloudTrailFile.read(bytes, name: "log")
            #expect(file.records.isEmpty)
            #expect(file.problems.isEmpty)
        }
    }

    @Test(arguments: [
        ("", CloudTrailError.Code.badJSON),
        ("text", .badJSON),
        (#"{"Records":["#, .badJSON),
        (#"{"Records":[]} x"#, .badJSON),
        (
            #"{"Records":["# + String(repeating: "[", count: 100_000)
                + String(repeating: "]", count: 100_000) + "]}", .badJSON
        ),
        ("{}", .noRecords),
        ("[]", .noRecords),
        ("null", .noRecords),
        (#"{"Records":null}"#, .noRecords),
        (#"{"Records":{}}"#, .noRecords),
        (#"{"digestS3Bucket":"b","logFiles":[]}"#, .noRecords),
    ])
    func whatIsNoLogFileIsRefusedByName(text: String, code: CloudTrailError.Code) {
        let error = #expect(throws: CloudTrailError.self) {
            try CloudTrailFile.read(Array(text.utf8), name: "odd.json")
        }
        #expect(error?.code == code)
        #expect(error?.file == "odd.json")
    }

    @Test func damagedGzipIsRefused() {
        let error = #expect(throws: CloudTrailError.self) {
            try CloudTrailFile.read(Self.gzip.dropLast(), name: "log.json.gz")
        }
        #expect(error?.code == .badGzip)
        #expect(
            error?.description
                == "log.json.gz: The gzip data cannot be read (the last member is not whole); "
                + "fetch the file again. (bad_gzip)")
    }

    @Test func theLimitCountsDecompressedBytes() throws {
        let bytesMax = logFile([]).count
        for bytes in [logFile([]), Self.gzip] {
            #expect(throws: Never.self) {
                try CloudTrailFile.read(bytes, name: "log", bytesMax: bytesMax)
            }
            let error = #expect(throws: CloudTrailError.self) {
                try CloudTrailFile.read(bytes, name: "log", bytesMax: bytesMax - 1)
            }
            #expect(error?.code == .tooLarge)
        }
    }
}
