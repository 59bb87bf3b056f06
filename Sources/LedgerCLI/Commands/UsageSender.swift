import LedgerText

/// Sends usage lines batch by batch, and waits where the ledger says that it is busy.
struct UsageSender {
    private let api: any LedgerAPI
    /// What became of the lines so far.
    private(set) var summary = UsageSummary()

    /// How often the ledger may be busy without taking a line; about as many minutes, twice.
    private static let busyAnswersMax = 100
    /// The longest that one answer can make us wait, in seconds.
    private static let pauseSecondsMax = 60

    init(_ api: any LedgerAPI) { self.api = api }

    /// Sends one batch. What was decided of it before a refusal is in the summary and is not sent
    /// again: a line without an id would count twice.
    /// - Throws: what stopped it, other than a ledger that is busy and recovers.
    mutating func send(_ batch: LineBatches.Batch) async throws(Failure) {
        var rest: LineBatches.Batch? = batch
        var busyAnswers = 0
        while let lines = rest {
            var request = APIRequest(.post, ["usage"])
            request.contentType = "application/x-ndjson"
            request.body = lines.bytes
            let answer = try await api.send(request)
            if (200..<300).contains(answer.status) {
                summary.add(try answer.decoded(), of: lines)
                return
            }
            let problem = Problem(answer)
            if let counters = try? answer.decoded(as: UsageAnswer.self), counters.linesRead > 0 {
                let (decided, others) = lines.split(after: counters.linesRead)
                summary.add(counters, of: decided)
                rest = others
                busyAnswers = 0
            }
            busyAnswers += 1
            guard problem.code == "busy", busyAnswers <= Self.busyAnswersMax else {
                throw problem.failure
            }
            let seconds = answer.retryAfter.flatMap { Int($0) } ?? 1
            try? await Task.sleep(for: .seconds(min(max(0, seconds), Self.pauseSecondsMax)))
        }
    }
}
