import LedgerText

/// Draws on stderr how far a piece of work has come, once it takes over two seconds.
///
/// A terminal shows one line that is drawn again; anything else gets a line every ten seconds, so
/// that a log of a long import says that it lives.
struct ProgressDisplay {
    private let label: String
    private let startedAt = ContinuousClock.now
    private var drawnAt: ContinuousClock.Instant?

    private static let quietFor = Duration.seconds(2)
    private static let redrawAfter = Duration.milliseconds(100)
    private static let repeatAfter = Duration.seconds(10)
    private static let redrawWaitAfter = Duration.seconds(1)

    /// - Parameter label: what is being done.
    init(_ label: String) {
        self.label = label
    }

    /// - Parameters:
    ///   - done: how many are done.
    ///   - total: how many there are, where that is known.
    mutating func update(done: Int, total: Int?) {
        draw { label, elapsed, width in
            let (seconds, attoseconds) = elapsed.components
            let milliseconds = Int128(seconds) * 1000 + Int128(attoseconds) / 1_000_000_000_000_000
            let perSecond = Int(Int128(done) * 1000 / max(1, milliseconds))
            return ProgressLine(label: label, done: done, total: total, perSecond: perSecond)
                .text(width: width)
        }
    }

    /// Says for how long one piece of work has been under way that does not say how far it is.
    mutating func waits() {
        draw { label, elapsed, width in
            let waited = ElapsedTime.text(microseconds: Int(elapsed.components.seconds) * 1_000_000)
            return DisplayWidth.truncated("\(Escape.terminal(label))  \(waited)", to: width)
        }
    }

    /// - Parameter line: gives the line, from the label, how long it has been and how many cells
    ///   there are.
    private mutating func draw(_ line: (String, Duration, Int) -> String) {
        let now = ContinuousClock.now
        let elapsed = now - startedAt
        guard elapsed >= Self.quietFor else { return }
        let terminal = Terminal.messages
        let pause = terminal.isInteractive ? Self.redrawAfter : Self.repeatAfter
        if let drawnAt, now - drawnAt < pause { return }
        drawnAt = now
        if let width = terminal.width {
            // One cell stays free: a full line would wrap on some terminals.
            Console.draw("\r\u{1b}[K" + line(label, elapsed, width - 1))
        } else {
            Console.note(line(label, elapsed, 100))
        }
    }

    /// Wipes the line, so that what is written next stands alone.
    mutating func finish() {
        if drawnAt != nil, Terminal.messages.isInteractive { Console.draw("\r\u{1b}[K") }
        drawnAt = nil
    }
}

extension ProgressDisplay {
    /// Does something that does not say how far it is, and shows how long it takes.
    /// - Parameter label: what is being done.
    static func during<Value>(
        _ label: String, _ body: () async throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        let drawing = Task {
            var display = ProgressDisplay(label)
            while !Task.isCancelled {
                try? await Task.sleep(for: redrawWaitAfter)
                if !Task.isCancelled { display.waits() }
            }
            display.finish()
        }
        let result: Result<Value, Failure>
        do throws(Failure) {
            result = .success(try await body())
        } catch {
            result = .failure(error)
        }
        // The line is gone before the answer is written.
        drawing.cancel()
        await drawing.value
        return try result.get()
    }
}
