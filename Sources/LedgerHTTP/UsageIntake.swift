import LedgerCore
import LedgerService

/// Takes the lines of one batch in, and has them decided in chunks as they arrive.
struct UsageIntake {
    /// A line that waits for its turn to be answered.
    private struct Waiting {
        /// Counted from 1, as the sender sees it.
        let number: Int
        /// Why it is no line; nil where it is one, to be decided.
        let fault: APIError?
    }

    private let ledger: Ledger
    private let caller: Caller
    private let metrics: Metrics
    private(set) var tally: UsageTally
    private var waiting: [Waiting] = []
    private var lines: [UsageLine] = []
    /// The bytes that the waiting lines were read from.
    private var waitingBytes = 0
    /// The newest view that shows what was recorded.
    private(set) var view: LedgerView

    /// A chunk is decided when it is that long, however few its lines.
    private static let chunkBytes = 1024 * 1024

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
        guard tally.linesRead + waiting.count < Limits.batchLines else {
            throw try await broken(.tooLarge("\(Limits.batchLines) lines"))
        }
        switch line {
        case .failure(let error): waiting.append(Waiting(number: number, fault: error))
        case .success(let line):
            waiting.append(Waiting(number: number, fault: nil))
            lines.append(line)
        }
        waitingBytes += bytes
        if waiting.count == Limits.linesPerTurn || waitingBytes >= Self.chunkBytes {
            try await finish()
        }
    }

    /// Gives the error that ends the batch, once what precedes is decided, with its counters.
    mutating func broken(_ error: APIError) async throws(APIError) -> APIError {
        try await finish()
        var error = error
        error.tally = tally
        return error
    }

    /// Decides what waits.
    mutating func finish() async throws(APIError) {
        let receipt: BatchReceipt
        do throws(Rejection) {
            receipt = try await ledger.record(lines, caller: caller)
        } catch {
            var error = APIError(error)
            error.tally = tally
            throw error
        }
        view = receipt.view
        var answers = receipt.answers.makeIterator()
        for line in waiting {
            if let fault = line.fault {
                tally.refuse(line.number, code: fault.code, detail: fault.detail)
                metrics.count(usage: .rejected)
            } else if let answer = answers.next() {
                tally.add(answer, line: line.number)
                metrics.count(usage: UsageTally.Word(answer))
            }
        }
        waiting.removeAll(keepingCapacity: true)
        lines.removeAll(keepingCapacity: true)
        waitingBytes = 0
    }
}
