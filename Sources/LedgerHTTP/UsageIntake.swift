import LedgerCore
import LedgerService

/// Takes the lines of one batch in, and has them decided in chunks as they arrive: while one chunk
/// is decided and written, the next is read.
struct UsageIntake {
    /// Lines that are decided together.
    private struct Chunk {
        var lines: [UsageLine] = []
        /// Of each line: from 1, as the sender counts.
        var numbers: [Int] = []
        /// What is no line, and waits for its turn to be answered.
        var faults: [Fault] = []
        /// The bytes that all were read from.
        var bytes = 0

        var count: Int { numbers.count + faults.count }
    }

    private struct Fault {
        let number: Int
        let error: APIError
    }

    /// A chunk that was submitted, without its lines.
    private struct Submitted {
        let chunk: Chunk
        let pending: PendingReceipt
    }

    private let ledger: Ledger
    private let stream = UsageStream()
    private let caller: Caller
    private let metrics: Metrics
    private(set) var tally: UsageTally
    private var chunk = Chunk()
    /// In order.
    private var submitted: [Submitted] = []
    /// The lines and faults among them.
    private var waiting = 0
    /// The bytes that they were read from.
    private var waitingBytes = 0
    /// The newest view that shows what was recorded.
    private(set) var view: LedgerView

    /// How many lines make a chunk: few enough that reading and deciding overlap within a batch of
    /// a thousand, and enough that handing over costs little beside.
    private static let chunkLines = 256
    /// A chunk is full when it is that long, however few its lines.
    private static let chunkBytes = 256 * 1024
    /// As much of a batch waits at once.
    private static let waitingBytesMax = 1024 * 1024

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
        _ line: consuming Result<UsageLine, APIError>, number: Int, bytes: Int
    ) async throws(APIError) {
        guard tally.linesRead + waiting + chunk.count < Limits.batchLines else {
            throw try await broken(.tooLarge("\(Limits.batchLines) lines"))
        }
        switch consume line {
        case .failure(let error): chunk.faults.append(Fault(number: number, error: error))
        case .success(let line):
            chunk.lines.append(line)
            chunk.numbers.append(number)
        }
        chunk.bytes += bytes
        guard chunk.count == Self.chunkLines || chunk.bytes >= Self.chunkBytes else { return }
        submit()
        while waiting >= Limits.linesPerTurn || waitingBytes >= Self.waitingBytesMax {
            try await settleFirst()
        }
    }

    /// Gives the error that ends the batch, once what precedes is decided, with its counters.
    mutating func broken(_ error: APIError) async throws(APIError) -> APIError {
        try await finish()
        var error = error
        error.tally = tally
        return error
    }

    /// Has everything decided that came in.
    mutating func finish() async throws(APIError) {
        if chunk.count > 0 { submit() }
        while !submitted.isEmpty { try await settleFirst() }
    }

    private mutating func submit() {
        let pending = ledger.submit(chunk.lines, of: stream, caller: caller)
        chunk.lines = []
        submitted.append(Submitted(chunk: chunk, pending: pending))
        waiting += chunk.count
        waitingBytes += chunk.bytes
        chunk = Chunk()
    }

    /// Waits for the answers to the chunk that was submitted first.
    private mutating func settleFirst() async throws(APIError) {
        let first = submitted.removeFirst()
        waiting -= first.chunk.count
        waitingBytes -= first.chunk.bytes
        do throws(Rejection) {
            let receipt = try await first.pending.receipt()
            view = receipt.view
            count(first.chunk, receipt.answers)
        } catch {
            var error = APIError(error)
            error.tally = tally
            throw error
        }
    }

    /// Counts what became of a chunk, in the order of its lines.
    private mutating func count(_ chunk: Chunk, _ answers: [UsageAnswer]) {
        var words: [UsageTally.Word: Int] = [.rejected: chunk.faults.count]
        var rest = chunk.faults[...]
        for (number, answer) in zip(chunk.numbers, answers) {
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
