import Synchronization

/// What the clients of one ledger know together: what was sent, what was answered, and what is
/// wrong.
final class Book: Sendable {
    /// What is known of a fact that was sent.
    struct Record: Sendable {
        var fact: Fact
        /// The highest position that anybody had seen when it was first sent: its entry is no
        /// older.
        let floor: UInt64
        var fate = Fate.open
    }

    enum Fate: Sendable, Equatable {
        /// Sent, and no answer came yet.
        case open
        /// Answered as recorded, in this entry where that was said, before this position.
        case acknowledged(sequence: UInt64?, before: UInt64)
        /// Answered as not recorded.
        case refused
        /// A retry was denied for another reason than a cap; the first sending may have been
        /// admitted.
        case uncertain
    }

    /// A call that was answered as denied.
    struct Denial: Sendable {
        var expected: JSON
        /// Nil where denials were too many to be recorded one by one.
        var sequence: UInt64?
    }

    /// Everything that was written into the book.
    struct Content: Sendable {
        var records: [Fact.Name: Record] = [:]
        var denials: [Denial] = []
        /// Admissions asked for to which no answer came; each may have been denied.
        var unansweredCalls = 0
        /// What reads and decisions showed, by the position they were made at.
        var observations: [UInt64: [Observation]] = [:]
        /// The highest position that any answer showed.
        var position: UInt64 = 0
        var complaints: [String] = []
    }

    private let written = Mutex(Content())

    var content: Content { written.withLock { $0 } }
    var complaints: [String] { written.withLock { $0.complaints } }

    func complain(_ text: String) { written.withLock { $0.complaints.append(text) } }

    /// Notes what is about to be sent for the first time.
    func sending(_ facts: [Fact]) {
        written.withLock { content in
            for fact in facts {
                content.records[fact.name] = Record(fact: fact, floor: content.position)
            }
        }
    }

    func saw(position: UInt64) {
        written.withLock { $0.position = max($0.position, position) }
    }

    /// Notes that a fact was answered as recorded.
    /// - Parameters:
    ///   - sequence: of its entry, where the answer says it.
    ///   - position: that the answer shows.
    ///   - more: what the answer adds to what the entry must say.
    func acknowledge(
        _ name: Fact.Name, sequence: UInt64?, before position: UInt64, adding more: JSON? = nil
    ) {
        written.withLock { content in
            guard var record = content.records[name] else {
                content.complaints.append("an answer is about \(name), which nobody sent")
                return
            }
            if let more { record.fact.expected = record.fact.expected.merging(more) }
            if case .acknowledged(let known, let before) = record.fate {
                if let known, let sequence, known != sequence {
                    content.complaints.append("\(name) was entry \(known) and now is \(sequence)")
                }
                record.fate = .acknowledged(sequence: known ?? sequence, before: before)
            } else {
                record.fate = .acknowledged(sequence: sequence, before: position)
            }
            content.records[name] = record
        }
    }

    /// Notes that a fact was answered as not recorded.
    func refuse(_ name: Fact.Name, as fate: Fate) {
        written.withLock { $0.records[name]?.fate = fate }
    }

    func deny(_ denial: Denial) { written.withLock { $0.denials.append(denial) } }

    func missAnswerToCall() { written.withLock { $0.unansweredCalls += 1 } }

    func observe(_ observation: Observation, at position: UInt64) {
        written.withLock { $0.observations[position, default: []].append(observation) }
    }

    /// The entry of a fact, where an answer told it.
    func sequence(of name: Fact.Name) -> UInt64? {
        written.withLock { content in
            guard case .acknowledged(let sequence, _) = content.records[name]?.fate else {
                return nil
            }
            return sequence
        }
    }
}

/// What an answer showed of the state at a position.
enum Observation: Sendable {
    /// How a call was decided.
    case decision(Call, code: String, caps: [JSON], day: String)
    /// The rows of a month's meters by key.
    case meters(tenant: String, period: String, rows: [JSON])
}
