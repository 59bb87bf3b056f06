/// A `CloudTrailProblem` before it knows its file and place: what the mapping of one record throws.
struct CloudTrailFault: Error {
    let code: CloudTrailProblem.Code
    let detail: String

    static func missing(_ field: String) -> CloudTrailFault {
        CloudTrailFault(
            code: .missingField, detail: "\(field) is missing; add it and import the file again.")
    }

    static func malformed(_ field: String, expected: String) -> CloudTrailFault {
        CloudTrailFault(
            code: .malformedField,
            detail: "\(field) is not \(expected); correct it and import the file again.")
    }

    static func badTime(_ field: String) -> CloudTrailFault {
        CloudTrailFault(
            code: .badTime,
            detail: "\(field) is not a UTC time such as 2023-07-10T11:45:00Z; correct it and "
                + "import the file again.")
    }

    static func tooLong(_ field: String, limit: String) -> CloudTrailFault {
        CloudTrailFault(
            code: .tooLong,
            detail: "\(field) is over \(limit); shorten it and import the file again.")
    }
}
