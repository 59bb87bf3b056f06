import EventLog
import LedgerCore

/// The thread that decides. It takes what waits, in order, decides and applies each against the
/// state in memory, cuts frames, and hands them to the committer with the answers they allow, or
/// has it write them here where there is nothing to decide meanwhile.
///
/// Everything here belongs to that one thread.
struct Decider: ~Copyable {
    private let exchange: Exchange
    private let committer: Committer
    private let parts: LedgerParts
    private let pending: PendingEntries
    private let clock: ClockGuard
    private let segmentEntries: UInt64
    /// What decisions are made with, but for the time.
    private var edges: DecisionContext

    private var state: LedgerState
    private var frame: FrameBuilder?
    private var frames: [EncodedFrame] = []
    /// The state at each end of a segment within those frames.
    private var segmentEnds: [LedgerState] = []
    private var answers: [Answer] = []
    private var bytes = 0
    private var hasLines = false
    private var denials = DenialBound()

    private var disk: DiskReserve

    init(
        exchange: Exchange, committer: Committer, parts: LedgerParts, clock: ClockGuard,
        state: consuming LedgerState
    ) {
        self.exchange = exchange
        self.committer = committer
        self.parts = parts
        self.state = state
        pending = PendingEntries(store: parts.store, oldIDs: parts.oldIDs)
        self.clock = clock
        disk = DiskReserve(path: parts.store.segmentsPath)
        segmentEntries = parts.store.identity.entriesPerSegment
        edges = DecisionContext(
            now: state.recordedAt, sealing: parts.vault, calendar: parts.calendar, log: pending)
    }

    /// Runs until the exchange is closed and everything taken is handed over.
    @available(*, noasync)
    mutating func run() {
        while true {
            let hasPending = !answers.isEmpty || frame != nil || !frames.isEmpty
            let turn = exchange.nextTurn(
                hasPending: hasPending, hasLines: hasLines, answers: answers.count,
                isFull: bytes >= Limits.commitBytes, wakesUp: denials.isWaiting,
                position: state.position)
            switch turn {
            case .decide(let jobs, let batch):
                // Once for each commit: the reserve is larger than what two of them write.
                if !hasPending { disk.look() }
                for job in jobs { carryOut(job) }
                if let batch { decideLines(of: batch) }
            case .turnAway(let batch): turnAway(batch, with: .busy)
            case .handOver: exchange.handOver(commit())
            case .write:
                committer.write(commit())
                exchange.finishWriting()
            case .wakeUp: _ = try? context()
            case .stop:
                if appendLastDenials() { continue }
                return
            }
        }
    }

    private mutating func carryOut(_ job: Job) {
        switch job {
        case .command(let command, let reply):
            answers.append(.other(answer(to: command, reply)))
        case .authorize(let pending):
            pending.settle(Result { () throws(Rejection) in try authorize(pending.call) })
            answers.append(.call(pending))
        }
    }

    private mutating func answer(
        to command: Command, _ reply: @escaping @Sendable (Result<Receipt, Rejection>) -> Void
    ) -> @Sendable (LedgerView) -> Void {
        do throws(Rejection) {
            // First of all, for it may append what has become due.
            let context = try context()
            let first = state.position
            switch try decide(command, state: state, context: context) {
            case .duplicate(let sequence):
                return { view in
                    reply(.success(Receipt(entries: 0..<0, duplicateOf: sequence, view: view)))
                }
            case .entries(let entries):
                append(entries)
                let appended = first..<state.position
                return { reply(.success(Receipt(entries: appended, view: $0))) }
            }
        } catch {
            return { _ in reply(.failure(error)) }
        }
    }

    private mutating func authorize(
        _ call: PreparedCall
    ) throws(Rejection) -> Decision {
        let context = try context()
        var outcome = try decide(call, state: state, context: context)
        if !outcome.decision.isAllowed, let denial = outcome.entries.last,
            !denials.admits(denial, at: denial.recordedAt)
        {
            outcome.decision.entry = nil
        } else {
            if let record = outcome.record { append(record) }
            append(outcome.entries)
        }
        return outcome.decision
    }

    private mutating func decideLines(of batch: UsageBatch) {
        if let refusal = batch.stream.refusal {
            turnAway(batch, with: refusal)
            return
        }
        // What keeps every line out is no fault of a line: the sender is to send them again.
        do throws(Rejection) {
            _ = try context()
        } catch {
            turnAway(batch, with: error)
            return
        }
        let range = batch.take(Limits.linesPerTurn)
        hasLines = true
        var results: [UsageAnswer] = []
        results.reserveCapacity(range.count)
        for index in range {
            do throws(Rejection) {
                let context = try context()
                switch try decide(
                    batch.lines[index], caller: batch.caller, state: state, context: context)
                {
                case .duplicate(let sequence): results.append(.duplicate(sequence))
                case .conflict(let sequence): results.append(.conflict(sequence))
                case .record(let record):
                    append(record)
                    results.append(.accepted(record.sequence))
                case .entries(let entries):
                    append(entries)
                    results.append(.accepted(state.position - 1))
                }
            } catch {
                results.append(.rejected(error))
            }
        }
        batch.add(results)
        if batch.isTaken {
            exchange.finishBatch()
            answers.append(.other { batch.release($0) })
        }
    }

    private mutating func turnAway(_ batch: UsageBatch, with rejection: Rejection) {
        exchange.finishBatch()
        if batch.turnAway(with: rejection) { answers.append(.other { batch.release($0) }) }
    }

    /// What decisions are made with: the time of the open frame, or of the one that would be opened
    /// now.
    private mutating func context() throws(Rejection) -> DecisionContext {
        guard !disk.isTouched else { throw .diskLow }
        guard let now = frame?.recordedAt ?? clock.time(after: state.recordedAt) else {
            throw .clockSuspect
        }
        if denials.isWaiting { append(denials.due(at: now, from: state.position)) }
        edges.now = now
        return edges
    }

    /// Appends the denials that are only counted so far, since no turn after the last will.
    /// - Returns: whether there were any. They are lost where the clock cannot be trusted or the
    ///   disk is full.
    private mutating func appendLastDenials() -> Bool {
        guard denials.isWaiting, !disk.isTouched,
            let now = clock.time(after: state.recordedAt)
        else { return false }
        append(denials.flush(at: now, from: state.position))
        return true
    }

    /// Applies entries and puts them into the open frame.
    private mutating func append(_ entries: [Entry]) {
        for entry in entries {
            pending.append(.whole(entry), sequence: entry.sequence)
            append(entry.sequence, entry.recordedAt) { builder, state in
                builder.append(entry)
                state.apply(entry)
            }
        }
    }

    private mutating func append(_ record: UsageRecord) {
        pending.append(.record(record), sequence: record.sequence)
        append(record.sequence, record.recordedAt) { builder, state in
            builder.append(record)
            state.apply(record)
        }
    }

    /// Has an entry put into the open frame and applied; the frame is closed where it is full or a
    /// segment ends.
    private mutating func append(
        _ sequence: UInt64, _ recordedAt: Timestamp,
        _ add: (inout FrameBuilder, inout LedgerState) -> Void
    ) {
        var builder =
            frame.take() ?? FrameBuilder(firstSequence: sequence, recordedAt: recordedAt)
        add(&builder, &state)
        let endsSegment = builder.nextSequence % segmentEntries == 0
        if builder.isFull || endsSegment {
            close(builder)
        } else {
            frame = consume builder
        }
        if endsSegment { segmentEnds.append(state.withoutIDs) }
    }

    private mutating func close(_ builder: consuming FrameBuilder) {
        let finished = builder.finish()
        bytes += finished.bytes.count
        frames.append(finished)
    }

    /// What is pending, to be written as one.
    private mutating func commit() -> Commit {
        if let builder = frame.take() { close(builder) }
        let forgotten = pending.beginCommit(
            at: state.position, durable: parts.store.nextSequence)
        state.forgetIDs(before: parts.oldIDs.position)
        let commit = Commit(
            frames: frames, segmentEnds: segmentEnds, view: parts.view(of: state),
            answers: answers, forgotten: forgotten)
        frames = []
        segmentEnds = []
        answers = []
        bytes = 0
        hasLines = false
        return commit
    }
}
