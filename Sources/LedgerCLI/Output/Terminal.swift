import Foundation
import LedgerText

/// What one of the program's streams leads to, as far as text depends on it.
struct Terminal {
    /// The cells of a line; nil where nobody reads along (a file, a pipe).
    var width: Int?
    /// Whether bold and the like may be used.
    var isStyled: Bool

    /// Whether somebody reads along.
    var isInteractive: Bool { width != nil }

    static let output = Terminal(descriptor: STDOUT_FILENO)
    static let messages = Terminal(descriptor: STDERR_FILENO)

    private init(descriptor: Int32) {
        guard isatty(descriptor) == 1 else {
            width = nil
            isStyled = false
            return
        }
        var size = winsize()
        let isKnown = unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        width = isKnown ? Int(size.ws_col) : 80
        // NO_COLOR (no-color.org): any value but the empty one.
        let environment = ProcessInfo.processInfo.environment
        let isPlain = environment["NO_COLOR"]?.isEmpty == false || environment["TERM"] == "dumb"
        isStyled = !isPlain
    }

    /// The text in bold, where that may be; the text must have been escaped.
    func bold(_ text: String) -> String {
        isStyled ? "\u{1b}[1m\(text)\u{1b}[0m" : text
    }

    /// The table as this stream shows it.
    func text(of table: Table) -> String {
        table.terminal(width: width, isStyled: isStyled)
    }
}
