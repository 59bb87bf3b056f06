import Foundation
package import EventLog
package import LedgerCore
import OpenSSL

/// The book of record: everything that goes in or comes out passes here.
///
/// Rules, and what happens otherwise:
/// - An answer comes when every entry it shows is on disk; never before.
/// - Views are free: they block nobody, and show nothing that could be lost.
/// - One process holds a data folder, with one decider and one committer thread, of which one
///   writes at a time. A commit that fails ends the process.
package final class Ledger: Sendable {
    private let exchange: Exchange
    private let published: Published
    let parts: LedgerParts
    private let stopping: Stopping
    /// What dates entries is watched by it.
    let clockGuard: ClockGuard

    /// The newest view. What a caller was answered is in every view taken after.
    package var view: LedgerView { published.current }
    package var identity: LedgerIdentity { parts.store.identity }
    package var clock: any Clock { parts.clock }

    init(parts: LedgerParts, starting: StartingState) {
        self.parts = parts
        exchange = Exchange(
            segmentEntries: parts.store.identity.entriesPerSegment,
            followed: parts.store.sealedEnd)
        published = Published(parts.view(of: starting.state))
        stopping = Stopping(threads: 3)
        clockGuard = ClockGuard(clock: parts.clock)
        start(starting)
    }

    private func start(_ starting: StartingState) {
        let exchange = exchange
        let parts = parts
        parts.indexes.whenMissing { exchange.wakeFollower() }
        let committer = Committer(
            exchange: exchange, store: parts.store, vault: parts.vault, published: published)
        let stopping = stopping
        let clock = clockGuard
        // The decider's own, or its first write to each page would copy it.
        let state = Parcel(starting.state)
        let beginning = Parcel(starting.follower)
        startThread("decider") {
            var decider = Decider(
                exchange: exchange, committer: committer, parts: parts, clock: clock,
                state: state.take())
            decider.run()
            exchange.finishDeciding()
        } ended: {
            stopping.finish()
        }
        startThread("follower") {
            yieldToOthers()
            var follower = Follower(
                exchange: exchange, parts: parts, starting: beginning.take())
            follower.run()
        } ended: {
            stopping.finish()
        }
        startThread("committer") {
            committer.run()
        } ended: {
            stopping.finish()
        }
    }

    /// Finishes what was taken, takes nothing more, and ends the threads. The folder is free for
    /// another once this ledger and the views of it are let go.
    package func close() async {
        exchange.close()
        await stopping.wait()
    }
}

extension Ledger {
    /// Carries out a command.
    /// - Returns: once its entries are on disk.
    package func execute(_ command: Command) async throws(Rejection) -> Receipt {
        let result: Result<Receipt, Rejection> = await withCheckedContinuation { waiting in
            let job = Job.command(command) { waiting.resume(returning: $0) }
            if let rejection = exchange.submit(job) {
                waiting.resume(returning: .failure(rejection))
            }
        }
        return try result.get()
    }

    /// Admits a call, or says why not.
    /// - Returns: for `consume` once the admission or denial is on disk; a `check` looks at the
    ///   newest view.
    package func authorize(
        _ request: consuming AuthorizeRequest, caller: Caller
    ) async throws(Rejection) -> Decision {
        guard request.mode == .consume else { return try check(request, caller: caller) }
        let call = view.prepare(request, caller: caller)
        let result: Result<Decision, Rejection> = await withCheckedContinuation { waiting in
            let job = Job.authorize(PendingCall(call, waiting: waiting))
            if let rejection = exchange.submit(job) {
                waiting.resume(returning: .failure(rejection))
            }
        }
        return try result.get()
    }

    /// Says how `consume` would answer now, and records nothing.
    package func check(
        _ request: AuthorizeRequest, caller: Caller
    ) throws(Rejection) -> Decision {
        let view = view
        return try view.check(request, caller: caller, now: clock.now)
    }

    /// Records usage lines, each for itself.
    /// - Returns: an answer per line, once all that were accepted are on disk.
    package func record(
        _ lines: [UsageLine], caller: Caller
    ) async throws(Rejection) -> BatchReceipt {
        try await submit(lines, of: UsageStream(), caller: caller).receipt()
    }

    /// Has usage lines recorded as `record` does, and does not wait: what is submitted to the
    /// stream next comes after them.
    package func submit(
        _ lines: [UsageLine], of stream: UsageStream, caller: Caller
    ) -> PendingReceipt {
        let pending = PendingReceipt()
        guard !lines.isEmpty else {
            pending.settle(.success(BatchReceipt(answers: [], view: view)))
            return pending
        }
        let prepared = view.prepare(lines, caller: caller)
        let batch = UsageBatch(caller: caller, lines: prepared, of: stream) { pending.settle($0) }
        if let rejection = stream.refusal ?? exchange.submit(batch) {
            stream.refuse(with: rejection)
            pending.settle(.failure(rejection))
        }
        return pending
    }
}

extension Ledger {
    /// How a new ledger is made.
    package struct Founding: Sendable {
        /// 65,536; tests also use 256.
        package var entriesPerSegment = Limits.entriesPerSegment
        package init() {}
    }

    /// A ledger that was just made, and the one showing of its first admin key.
    package struct Founded: Sendable {
        package var ledger: Ledger
        package var adminToken: String
    }

    /// Makes a ledger in an empty or missing folder, with its reserved tenant and first admin key.
    ///
    /// - Parameter deliver: puts the token of the admin key where its owner finds it. It is called
    ///   before the creation counts
    ///   as whole: whenever the process dies, there is either no ledger yet or one whose key was
    /// delivered.
    package static func create(
        at path: String, founding: Founding = Founding(), clock: any Clock = SystemClock(),
        deliver: (_ adminToken: String) throws(LedgerError) -> Void = { _ in }
    ) throws(LedgerError) -> Founded {
        let admin = try TokenMint.mint()
        let adminID = try TokenMint.keyID()
        let folder: DataFolder
        let parts: LedgerParts
        let starting: StartingState
        do throws(LogError) {
            folder = try DataFolder.create(at: path)
            let secrets = try SecretsFolder.create(in: folder)
            let identity = LedgerIdentity(
                ledger: try randomIdentity(), entriesPerSegment: founding.entriesPerSegment)
            parts = try LedgerParts(
                folder: folder, store: try LogStore.create(in: folder, identity: identity),
                secrets: secrets, clock: clock)
            starting = try StartingState(
                founded: try found(parts, adminID: adminID, secret: admin.secret), parts)
        } catch {
            throw LedgerError(error)
        }
        try deliver(admin.token)
        do throws(LogError) {
            try folder.finishCreation()
        } catch {
            throw LedgerError(error)
        }
        return Founded(
            ledger: Ledger(parts: parts, starting: starting), adminToken: admin.token)
    }

    /// Opens the ledger in a folder: verifies the log's tail, loads the state that was flushed last
    /// and brings it up to the log's end.
    /// - Parameter calendar: what months that are not open yet are taken from.
    package static func open(
        at path: String, clock: any Clock = SystemClock(),
        calendar: any MonthCalendar = ZoneCalendar()
    ) throws(LedgerError) -> Ledger {
        precondition(Limits.areConsistent, "the limits contradict each other")
        do throws(LogError) {
            let folder = try DataFolder.open(at: path)
            let parts = try LedgerParts(
                folder: folder, store: try LogStore.open(in: folder),
                secrets: try SecretsFolder.open(in: folder), clock: clock, calendar: calendar)
            return Ledger(parts: parts, starting: try StartingState(of: parts))
        } catch {
            throw LedgerError(error)
        }
    }

    /// Appends the first entries. There is no thread yet that could.
    @available(*, noasync)
    private static func found(
        _ parts: LedgerParts, adminID: String, secret: NewSecret
    ) throws(LogError) -> LedgerState {
        var created = LedgerCreated()
        created.ledger = parts.store.identity.ledger
        created.entriesPerSegment = Int64(clamping: parts.store.identity.entriesPerSegment)
        var key = NewKey(id: adminID, tenant: reservedTenant, name: "first admin", secret: secret)
        key.scopes = ReservedScope.ofAdmin
        key.origin = "first start"
        key.tenants = ["*"]
        let now = parts.clock.now
        var state = parts.emptyState
        let command = Command(caller: .folder(.ledger), action: .found(created, adminKey: key))
        let context = DecisionContext(
            now: now, sealing: parts.vault, calendar: parts.calendar,
            log: PendingEntries(store: parts.store, oldIDs: parts.oldIDs))
        let entries: [Entry]
        do throws(Rejection) {
            guard case .entries(let first) = try decide(command, state: state, context: context)
            else { preconditionFailure("a new ledger knows commands already") }
            entries = first
        } catch {
            preconditionFailure("a new ledger refused its first command: \(error.code)")
        }
        var frame = FrameBuilder(firstSequence: 0, recordedAt: now)
        for entry in entries {
            frame.append(entry)
            state.apply(entry)
        }
        try parts.vault.persistNewHolders()
        try parts.store.appendFrames([frame.finish()])
        return state
    }

    private static func randomIdentity() throws(LogError) -> String {
        do {
            return Hex.encode(try SecureRandom.bytes(16))
        } catch {
            throw LogError(
                code: .cryptographyFailed,
                sentence: "The system gave no random bytes; check /dev/urandom and try again.",
                place: "ledger identity")
        }
    }
}
