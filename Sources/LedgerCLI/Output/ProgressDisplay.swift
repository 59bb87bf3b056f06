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

    /// - Parameter label: what is being done.
    init(_ label: String) {
        self.label = label
    }

    /// - Parameters:
    ///   - done: how many are done.
    ///   - total: how many there are, where that is known.
    mutating func update(done: Int, total: Int?) {
        let now = ContinuousClock.now
        let elapsed = now - startedAt
        guard elapsed >= Self.quietFor else { return }
        let terminal = Terminal.messages
        let pause = terminal.isInteractive ? Self.redrawAfter : Self.repeatAfter
        if let drawnAt, now - drawnAt < pause { return }
        drawnAt = now
        let (seconds, attoseconds) = elapsed.components
        let milliseconds = Int128(seconds) * 1000 + Int128(attoseconds) / 1_000_000_000_000_000
        let perSecond = Int(Int128(done) * 1000 / max(1, milliseconds))
        let line = ProgressLine(label: label, done: done, total: total, perSecond: perSecond)
        if let width = terminal.width {
            // One cell stays free: a full line would wrap on some terminals.
            Console.draw("\r\u{1b}[K" + line.text(width: width - 1))
        } else {
            Console.note(line.text(width: 100))
        }
    }

    /// Wipes the line, so that what is written next stands alone.
    mutating func finish() {
        if drawnAt != nil, Terminal.messages.isInteractive { Console.draw("\r\u{1b}[K") }
        drawnAt = nil
    }
}
