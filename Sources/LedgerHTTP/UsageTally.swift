import LedgerCore

/// What became of the lines of a batch so far.
struct UsageTally: Encodable, Sendable {
    /// A line whose id was used before for other content, in that entry.
    struct Conflict: Encodable, Sendable {
        let line: Int
        let sequence: UInt64
    }

    struct Refused: Encodable, Sendable {
        let line: Int
        let code: String
        let detail: String
    }

    struct Result: Encodable, Sendable {
        let line: Int
        let result: Word
        let sequence: UInt64?
        let code: String?
    }

    /// What one line came to.
    enum Word: String, Encodable, Sendable, CaseIterable {
        case accepted
        case duplicate
        case conflict
        case rejected

        init(_ answer: UsageAnswer) {
            switch answer {
            case .accepted: self = .accepted
            case .duplicate: self = .duplicate
            case .conflict: self = .conflict
            case .rejected: self = .rejected
            }
        }
    }

    private(set) var accepted = 0
    private(set) var duplicates = 0
    private(set) var conflicts: [Conflict] = []
    private(set) var rejected: [Refused] = []
    /// How many lines were answered; blank ones are none.
    private(set) var linesRead = 0
    /// The first and the last entry of this batch.
    @Nullable private(set) var firstSequence: UInt64?
    @Nullable private(set) var lastSequence: UInt64?
    /// One per line, where that was asked for.
    private(set) var results: [Result]?

    private enum CodingKeys: String, CodingKey {
        case accepted, duplicates, conflicts, rejected, results
        case linesRead = "lines_read"
        case firstSequence = "first_sequence"
        case lastSequence = "last_sequence"
    }

    init(each: Bool) {
        _firstSequence = Nullable(wrappedValue: nil)
        _lastSequence = Nullable(wrappedValue: nil)
        results = each ? [] : nil
    }

    mutating func add(_ answer: UsageAnswer, line: Int) {
        switch answer {
        case .accepted(let sequence):
            accepted += 1
            firstSequence = firstSequence ?? sequence
            lastSequence = sequence
            note(line, .accepted, sequence)
        case .duplicate(let sequence):
            duplicates += 1
            note(line, .duplicate, sequence)
        case .conflict(let sequence):
            conflicts.append(Conflict(line: line, sequence: sequence))
            note(line, .conflict, sequence)
        case .rejected(let rejection):
            refuse(line, code: rejection.code, detail: rejection.sentence)
        }
    }

    mutating func refuse(_ line: Int, code: String, detail: String) {
        rejected.append(Refused(line: line, code: code, detail: detail))
        note(line, .rejected, nil, code)
    }

    private mutating func note(
        _ line: Int, _ word: Word, _ sequence: UInt64?, _ code: String? = nil
    ) {
        linesRead += 1
        results?.append(Result(line: line, result: word, sequence: sequence, code: code))
    }
}
