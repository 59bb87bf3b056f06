/// One line that says how far a piece of work has come. It is only text: where and how often it is
/// drawn is the caller's business.
package struct ProgressLine: Sendable {
    /// What is being done; escaped when the line is made, so it may hold text from outside.
    package var label: String
    /// How many are done.
    package var done: Int
    /// How many there are in all, where that is known.
    package var total: Int?
    /// How many are done in a second.
    package var perSecond: Int

    /// A line for a piece of work, as its parts say.
    package init(label: String, done: Int, total: Int?, perSecond: Int) {
        self.label = label
        self.done = done
        self.total = total
        self.perSecond = perSecond
    }

    /// The line in at most `width` cells: `label  ████  52 %  640 of 1,233  300/s  1 s left`.
    ///
    /// What is not known (total, time left) is absent. The percentage is rounded down, so that
    /// 100 % means done. Where the line is too narrow the bar goes first, then the end of the line.
    package func text(width: Int) -> String {
        let full = parts(withBar: true).joined(separator: "  ")
        if DisplayWidth.of(full) <= width { return full }
        let short = parts(withBar: false).joined(separator: "  ")
        return DisplayWidth.truncated(short, to: width)
    }

    private static let barWidth = 20

    private func parts(withBar: Bool) -> [String] {
        var parts = [Escape.terminal(label)]
        if let total, total > 0 {
            if withBar { parts.append(paddedBar(of: total)) }
            let percent = Int128(min(max(done, 0), total)) * 100 / Int128(total)
            parts.append("\(percent) %")
            parts.append("\(Number.grouped(done)) of \(Number.grouped(total))")
        } else {
            parts.append(Number.grouped(done))
        }
        parts.append("\(Number.grouped(perSecond))/s")
        if let total, perSecond > 0, done < total {
            let seconds = (total - max(done, 0)) / perSecond
            let (microseconds, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
            if seconds > 0, !overflow {
                parts.append("\(ElapsedTime.text(microseconds: microseconds)) left")
            }
        }
        return parts
    }

    private func paddedBar(of total: Int) -> String {
        let bar = Bar.text(done, of: total, width: Self.barWidth)
        return bar + String(repeating: " ", count: Self.barWidth - DisplayWidth.of(bar))
    }
}
