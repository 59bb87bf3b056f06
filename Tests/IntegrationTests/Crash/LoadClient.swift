import LedgerTesting

/// One of the clients that load a server: it sends one act after the other, and remembers what it
/// must to go on.
struct LoadClient: Sendable {
    /// A key that only this client uses and changes.
    struct OwnKey: Sendable {
        var id: String
        var tenant: String
        var isActive = true
        var isEnded = false
    }

    let number: Int
    let cast: Cast
    let book: Book
    var random: SplitMix64
    /// Tells the ids of one client apart.
    var counter: Int64 = 0
    var ownKeys: [OwnKey] = []
    /// Whether the keys that everybody uses are enabled, for the client that changes them.
    var isCastKeyActive: [Bool]
    /// What was answered as recorded in this round, for repeating.
    var acknowledged: [Act] = []
    /// What was ever answered as recorded.
    var recordedLines: [Line] = []
    var recordedCommands: [Act] = []
    /// Admitted calls that nobody completed yet.
    var admitted: [(sequence: UInt64, call: Call)] = []
    /// The act that the last server ended on.
    var unanswered: Act?

    /// More than any referee waits for.
    private static let actsPerRound = 200
    private static let linesTogether = 10_000

    init(number: Int, cast: Cast, book: Book, seed: UInt64) {
        self.number = number
        self.cast = cast
        self.book = book
        random = SplitMix64(seed: seed)
        isCastKeyActive = cast.keys.map { _ in true }
    }

    /// Sends acts until the server answers no more.
    mutating func load(_ server: Server, _ connection: Connection, _ referee: Referee) async {
        acknowledged = []
        for _ in 0..<Self.actsPerRound {
            let act = chooseAct()
            book.sending(act.facts)
            let isEnding = referee.ending == .terminate
            guard await send(act, .first, connection, mayRefuse: isEnding) else {
                unanswered = act
                if case .consume = act.kind { book.missAnswerToCall() }
                return
            }
            referee.sawAnswer()
        }
    }

    /// Sends the act again that got no answer.
    /// - Parameter mayFail: whether the server may end before it answers; then it is sent once more
    ///   later.
    mutating func retry(_ connection: Connection, mayFail: Bool = false) async {
        guard let act = unanswered else { return }
        if await send(act, .retry, connection) {
            unanswered = nil
        } else if !mayFail {
            book.complain("client \(number) got no answer to a retry: \(act)")
        } else if case .consume = act.kind {
            book.missAnswerToCall()
        }
    }

    /// Sends some of this round's answered acts again.
    mutating func repeatSome(_ count: Int, _ connection: Connection) async {
        for act in acknowledged.shuffled(using: &random).prefix(count) {
            await repeatOne(act, connection)
        }
    }

    /// Sends again all lines and named commands that were ever recorded. Admissions are left out:
    /// after five minutes one may be denied as a duplicate.
    mutating func repeatEverything(_ connection: Connection) async {
        for start in stride(from: 0, to: recordedLines.count, by: Self.linesTogether) {
            let lines = recordedLines[start...].prefix(Self.linesTogether)
            await repeatOne(Act(kind: .report(Array(lines), each: true)), connection)
        }
        for act in recordedCommands { await repeatOne(act, connection) }
    }

    private mutating func repeatOne(_ act: Act, _ connection: Connection) async {
        if await !send(act, .again, connection) {
            book.complain("client \(number) got no answer to a repetition: \(act)")
        }
    }

    /// Reports calls of the last key of all, which has no caps, until the log has so many entries.
    mutating func fill(to entries: UInt64, _ connection: Connection) async {
        while book.content.complaints.isEmpty, book.content.position < entries {
            let missing = Int(entries - book.content.position)
            let lines = (0..<min(missing, Self.linesTogether)).map { _ in
                bareLine(of: cast.keys[cast.keys.count - 1])
            }
            let act = Act(kind: .report(lines, each: false))
            book.sending(act.facts)
            guard await send(act, .first, connection) else {
                return book.complain("the ledger could not be filled")
            }
        }
    }

    /// - Parameter mayRefuse: whether the server may take nothing more, because it is ending.
    /// - Returns: whether an answer came that says what became of the act.
    private mutating func send(
        _ act: Act, _ attempt: Attempt, _ connection: Connection, mayRefuse: Bool = false
    ) async -> Bool {
        let day = Day.today
        do throws(Client.NoAnswer) {
            let answer = try await connection.send(act)
            if answer.status == 503, mayRefuse { return false }
            settle(act, attempt, answer, day: day == Day.today ? day : nil)
            return true
        } catch {
            if error.isTimeout { book.complain("client \(number) got no answer in time: \(act)") }
            return false
        }
    }
}
