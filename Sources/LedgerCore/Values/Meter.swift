/// What is counted. A meter is its name: a lower-case letter, then lower-case letters, digits and
/// `_`.
package enum Meter {
    /// Allowed calls, whatever their status; what a usage record counts where it says nothing.
    package static let calls = "calls"
    /// Calls that were refused. Only the ledger counts into it.
    package static let deniedCalls = "denied_calls"

    package static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, isLetter(first), text.utf8.count <= Limits.meterNameBytes
        else { return false }
        return text.utf8.allSatisfy {
            isLetter($0) || ($0 >= 0x30 && $0 <= 0x39) || $0 == UInt8(ascii: "_")
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool { byte >= 0x61 && byte <= 0x7A }
}
