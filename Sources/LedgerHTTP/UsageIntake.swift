import LedgerCore
import LedgerService

/// Takes the lines of one batch in, and has them decided in chunks as they arrive.
struct UsageIntake {
    /// What is no line, and waits for its turn to be answered.
    private struct Fault {
        let number: Int
        let error: APIError
    }

    private let ledger: Ledger
    private let caller: Caller
    private let metrics: Metrics
    private(set) var tally: UsageTally
    /// The lines that wait to be decided, and their numbers: from 1, as the sender counts.
    private var lines: [UsageLine] = []
    private var numbers: [Int] = []
    private var faults: [Fault] = []
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

    private var waiting: Int { numbers.count + faults.count }

    /// Takes a line in.
    /// - Parameters:
    ///   - number: counted from 1, as the sender sees it.
    ///   - bytes: how long it was.
    /// - Throws: why the batch cannot go on, with the counters of what precedes.
    mutating func take(
        _ line: consuming Result<UsageLine, APIError>, number: Int, bytes: Int
    ) async throws(APIError) {
        guard tally.linesRead + waiting < Limits.batchLines else {
            throw try await broken(.tooLarge("\(Limits.batchLines) lines"))
        }
        switch consume line {
        case .failure(let error): faults.append(Fault(number: number, error: error))
        case .success(let line):
            lines.append(line)
            numbers.append(number)
        }
        waitingBytes += bytes
        if waiting == Limits.linesPerTurn || waitingBytes >= Self.chunkBytes {
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
        answer(with: receipt.answers)
        lines.removeAll(keepingCapacity: true)
        numbers.removeAll(keepingCapacity: true)
        faults.removeAll(keepingCapacity: true)
        waitingBytes = 0
    }

    /// Counts what waits, in the order of the lines.
    private mutating func answer(with answers: [UsageAnswer]) {
        var words: [UsageTally.Word: Int] = [.rejected: faults.count]
        var rest = faults[...]
        for (number, answer) in zip(numbers, answers) {
            while let fault = rest.first, fault.number < number {
                refuse(fault)
                rest.removeFirst()
            }
            tally.add(answer, line: number)
            words[UsageTally.Word(answer), default: 0] += 1
        }
        for fault in rest { refuse(fault) }
        metrics.count(usage: words)
    }

    private mutating func refuse(_ fault: Fault) {
        tally.refuse(fault.number, code: fault.error.code, detail: fault.error.detail)
    }
}
