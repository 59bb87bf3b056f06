import Foundation
import Synchronization

/// Starts an operating system thread of its own: LMDB wants a write transaction to begin and end on
/// one.
/// - Parameter ended: called at the end of the thread, after `body` and all that it holds are let
///   go.
func startThread(
    _ name: String, _ body: @escaping @Sendable () -> Void, ended: @escaping @Sendable () -> Void
) {
    let parcel = Parcel(body)
    let thread = Thread {
        parcel.take()()
        ended()
    }
    thread.name = name
    thread.stackSize = 8 * 1024 * 1024
    thread.start()
}

/// Has the system run others before the calling thread where there are not processors for all: it
/// still gets a third of what one of them gets, so that it falls behind and never starves.
func yieldToOthers() {
    // Zero is the calling thread: on Linux each has a priority of its own.
    // Where it is refused, which no system does that keeps to POSIX, the thread runs as the others.
    _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 5)
}

/// What one thread leaves for another to take, once. Whoever leaves it keeps nothing of it.
final class Parcel<Value: Sendable>: Sendable {
    private let value: Mutex<Value?>

    init(_ value: Value) { self.value = Mutex(value) }

    func take() -> Value {
        let taken = value.withLock { $0.take() }
        guard let taken else { preconditionFailure("a parcel is taken once") }
        return taken
    }
}

/// Lets tasks wait until all threads have ended.
final class Stopping: Sendable {
    private struct Waiting {
        var running: Int
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state: Mutex<Waiting>

    init(threads: Int) { state = Mutex(Waiting(running: threads)) }

    /// Says that one of the threads has ended.
    func finish() {
        let waiting = state.withLock { state in
            state.running -= 1
            guard state.running == 0 else { return [] as [CheckedContinuation<Void, Never>] }
            defer { state.waiting = [] }
            return state.waiting
        }
        for one in waiting { one.resume() }
    }

    func wait() async {
        await withCheckedContinuation { continuation in
            let isFinished = state.withLock { state in
                if state.running > 0 { state.waiting.append(continuation) }
                return state.running == 0
            }
            if isFinished { continuation.resume() }
        }
    }
}
