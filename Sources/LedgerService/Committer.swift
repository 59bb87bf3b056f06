import EventLog
import Foundation
import LedgerCore
import Synchronization

/// What writes the log: it makes commits durable, publishes the view they lead to, and only then
/// lets their answers go; and it swaps sealed segments in. On a thread of its own, but for the
/// commits that the decider has nothing to decide beside (see `Exchange`).
final class Committer: Sendable {
    private let exchange: Exchange
    private let store: LogStore
    private let vault: PersonalVault
    private let published: Published

    init(exchange: Exchange, store: LogStore, vault: PersonalVault, published: Published) {
        self.exchange = exchange
        self.store = store
        self.vault = vault
        self.published = published
    }

    /// Runs until decider and follower have stopped.
    @available(*, noasync)
    func run() {
        while let writing = exchange.nextWriting() {
            switch writing {
            case .commit(let commit): write(commit)
            case .swap(let record): write(record)
            }
            exchange.finishWriting()
        }
    }

    /// - Parameter commit: what follows the last one.
    @available(*, noasync)
    func write(_ commit: Commit) {
        do throws(LogError) {
            try vault.persistNewHolders()
            if !commit.frames.isEmpty { try store.appendFrames(commit.frames) }
        } catch {
            endProcess("a commit failed", error)
        }
        // What only the last view held is let go of when nobody waits for it.
        let previous = published.publish(commit.view)
        withExtendedLifetime(previous) {
            for answer in commit.answers { answer.give(commit.view) }
        }
        if !commit.segmentEnds.isEmpty { exchange.endSegments(commit.segmentEnds) }
    }

    @available(*, noasync)
    private func write(_ record: SegmentRecord) {
        do throws(LogError) {
            try store.swapIn(record)
        } catch {
            endProcess("a segment could not take the place of its frames", error)
        }
        exchange.finishSwap()
    }
}

/// The view that readers get: the newest whose entries are all on disk.
final class Published: Sendable {
    private let view: Mutex<LedgerView>

    init(_ view: LedgerView) { self.view = Mutex(view) }

    var current: LedgerView { view.withLock { $0 } }

    /// - Returns: the view that was the newest so far.
    func publish(_ next: LedgerView) -> LedgerView {
        view.withLock { view in
            let previous = view
            view = next
            return previous
        }
    }
}
