import LedgerCore

/// The namespace of event ids, and of the ids of what an import does besides.
let cloudTrailSource = "cloudtrail"

extension UsageLine {
    /// The call of a record, apart from whose it is: key and principal are the ledger's affair.
    init(_ record: CloudTrailRecord) {
        self.init()
        source = cloudTrailSource
        id = record.eventID
        time = Timestamp(microseconds: record.time)
        tenant = record.tenant
        operation = record.operation
        ip = record.ip
        client = record.client
        userAgent = record.userAgent
        switch record.outcome {
        case .allowed(let code):
            outcome = .allowed
            self.code = code
        case .denied(let code):
            outcome = .denied
            self.code = code
        }
    }
}
