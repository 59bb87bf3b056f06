import LedgerCore
import Synchronization

/// What became of the calls of a replay, and the entry that each one has.
final class ReplayTally: Sendable {
    private struct Content {
        /// By the number of the call; `none` before it is recorded. Eight bytes for each.
        var sequences: [UInt64]
        /// Answers that name an entry, to be compared once all answers are there: a duplicate may
        /// be answered before the first sending is.
        var named: [(call: Int32, sequence: UInt64)] = []
        var accepted = 0
        var duplicates = 0
        var conflicts = 0
        var problems: [String] = []
    }

    private static let none = UInt64.max
    /// More of them say nothing more.
    private static let problemsMax = 20

    private let content: Mutex<Content>

    init(calls: Int) {
        content = Mutex(Content(sequences: [UInt64](repeating: Self.none, count: calls)))
    }

    func complain(_ text: String) { content.withLock { Self.complain(text, &$0) } }

    private static func complain(_ text: String, _ content: inout Content) {
        if content.problems.count < problemsMax { content.problems.append(text) }
    }

    /// Notes the answers to some calls.
    /// - Returns: the calls that are to be sent again.
    func take(_ answers: [UsageAnswer], to calls: [Int32]) -> [Int32] {
        content.withLock { content in
            var rest: [Int32] = []
            for (call, answer) in zip(calls, answers) {
                switch answer {
                case .accepted(let sequence):
                    content.accepted += 1
                    if content.sequences[Int(call)] != Self.none {
                        Self.complain("call \(call) was recorded again, in \(sequence)", &content)
                    }
                    content.sequences[Int(call)] = sequence
                case .duplicate(let sequence):
                    content.duplicates += 1
                    content.named.append((call, sequence))
                case .conflict(let sequence):
                    content.conflicts += 1
                    content.named.append((call, sequence))
                case .rejected(.busy): rest.append(call)
                case .rejected(let rejection):
                    Self.complain("call \(call) was rejected: \(rejection)", &content)
                }
            }
            if answers.count != calls.count {
                Self.complain("\(calls.count) calls have \(answers.count) answers", &content)
            }
            return rest
        }
    }

    /// Holds the answers since the last check against how many there must be, and against the
    /// entries of their calls.
    /// - Returns: what is wrong.
    func check(accepted: Int, duplicates: Int, conflicts: Int = 0) -> [String] {
        content.withLock { content in
            for (call, sequence) in content.named where content.sequences[Int(call)] != sequence {
                let own = content.sequences[Int(call)]
                Self.complain("call \(call) is entry \(own), not \(sequence)", &content)
            }
            let expected = [accepted, duplicates, conflicts]
            let found = [content.accepted, content.duplicates, content.conflicts]
            if found != expected {
                Self.complain(
                    "accepted, duplicate and conflicting were \(found), not \(expected)", &content)
            }
            defer {
                (content.accepted, content.duplicates, content.conflicts) = (0, 0, 0)
                content.named = []
                content.problems = []
            }
            return content.problems
        }
    }
}
