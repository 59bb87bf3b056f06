import LedgerCore
import LedgerService

/// Takes the lines of one batch in, and has them decided in chunks as they arrive.
struct UsageIntake {
    private let ledger: Ledger
    private let caller: Caller
    private let metrics: Metrics
    private(set) var tally: UsageTally
    private var chunk: [UsageLine] = []
    /// The line numbers of the chunk.
    private var numbers: [Int] = []
    /// The bytes that the chunk was read from.
    private var chunkBytes = 0
    /// The newest view that shows what was recorded.
    private(set) var view: LedgerView

    /// A chunk is decided when it is that long, however few its lines.
    private static let chunkBytesMax = 1024 * 1024

    init(_ call: Call, each: Bool) {
        ledger = call.ledger
        caller = call.caller
        metrics = call.api.metrics
        view = call.ledger.view
        tally = UsageTally(each: each)
    }

    /// Takes a line in.
    /// - Parameters:
    ///   - number: counted from 1, as the sender sees it.
    ///   - bytes: how long it was.
    /// - Throws: why the batch cannot go on, with the counters of what precedes.
    mutating func take(
        _ line: Result<UsageLine, APIError>, number: Int, bytes: Int
    ) async throws(APIError) {
        guard tally.linesRead < Limits.batchLines else {
            throw try await broken(.tooLarge("\(Limits.batchLines) lines"))
        }
        tally.linesRead += 1
        switch line {
        case .failure(let error):
            // Decided with those before it, so that the answers keep the order of the lines.
            try await decide()
            tally.refuse(number, code: error.code, detail: error.detail)
            metrics.count(usage: .rejected, lines: 1)
        case .success(let line):
            chunk.append(line)
            numbers.append(number)
            chunkBytes += bytes
            if chunk.count == Limits.linesPerTurn || chunkBytes >= Self.chunkBytesMax {
                try await decide()
            }
        }
    }

    /// Decides what is still waiting.
    mutating func finish() async throws(APIError) { try await decide() }

    /// Decides what is still waiting, and gives the error with the counters of what was kept.
    mutating func broken(_ error: APIError) async throws(APIError) -> APIError {
        try await decide()
        var error = error
        error.tally = tally
        return error
    }

    private mutating func decide() async throws(APIError) {
        guard !chunk.isEmpty else { return }
        let (lines, places) = (chunk, numbers)
        chunk = []
        numbers = []
        chunkBytes = 0
        let receipt: BatchReceipt
        do throws(Rejection) {
            receipt = try await ledger.record(lines, caller: caller)
        } catch {
            var error = APIError(error)
            error.tally = tally
            throw error
        }
        view = receipt.view
        var before: [UsageTally.Word: Int] = [:]
        for word in UsageTally.Word.allCases { before[word] = tally.count(of: word) }
        for (answer, number) in zip(receipt.answers, places) { tally.add(answer, line: number) }
        for word in UsageTally.Word.allCases {
            metrics.count(usage: word, lines: tally.count(of: word) - (before[word] ?? 0))
        }
    }
}
