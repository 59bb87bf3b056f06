/// What a client makes of an answer: it notes what the server promised, and complains about what it
/// must not say.
extension LoadClient {
    /// - Parameter day: of the ledger's clock; nil where it changed meanwhile.
    mutating func settle(_ act: Act, _ attempt: Attempt, _ answer: Answer, day: String?) {
        guard (200..<300).contains(answer.status), let position = answer.position,
            let json = try? answer.json
        else {
            book.complain("\(act) was answered with \(answer.status) \(answer.text)")
            return
        }
        book.saw(position: position)
        switch act.kind {
        case .report(let lines, let each):
            settle(lines, attempt, json, each: each, before: position)
        case .consume(let call):
            settle(call, attempt, json, before: position, day: day)
        case .check(let call):
            observe(call, json, day: day)
        case .command(let command):
            settle(command, attempt, json, isReplay: answer.isReplay, before: position)
        case .meters(let tenant, let period):
            book.observe(
                .meters(tenant: tenant, period: period, rows: json["rows"]?.items ?? []),
                at: json["sequence"]?.sequence ?? 0)
        }
        if attempt != .again, isRepeatable(act) {
            acknowledged.append(act)
            if case .command = act.kind { recordedCommands.append(act) }
        }
    }

    /// Whether the same again must change nothing, whatever came between: a denial may become an
    /// admission, and a command without a name sets again what it set.
    private func isRepeatable(_ act: Act) -> Bool {
        switch act.kind {
        case .report: true
        case .command(let command): command.idempotencyKey != nil
        case .consume(let call): book.sequence(of: call.fact.name) != nil
        case .check, .meters: false
        }
    }
}

extension LoadClient {
    private mutating func settle(
        _ lines: [Line], _ attempt: Attempt, _ json: JSON, each: Bool, before position: UInt64
    ) {
        let results = json["results"]?.items ?? []
        guard json["lines_read"]?.integer == Int64(lines.count),
            results.count == (each ? lines.count : 0)
        else { return book.complain("\(lines.count) lines were answered with \(json)") }
        if !each { settleCounts(lines, attempt, json) }
        let ends = attempt == .first ? Self.ends(lines, json) : [:]
        for (index, line) in lines.enumerated() {
            let result = each ? results[index] : nil
            let word = result?["result"]?.text
            if let word, !Self.allowed(line.intent, attempt).contains(word) {
                book.complain("\(line.fact.name), \(line.intent) at \(attempt), became \(word)")
            }
            guard line.intent != .invalid else { continue }
            if line.intent == .new, attempt != .again { recordedLines.append(line) }
            // A conflict names the entry that holds the id.
            let sequence = result?["sequence"]?.sequence ?? ends[index]
            book.acknowledge(line.fact.name, sequence: sequence, before: position)
        }
    }

    /// The entries of the first and the last new line, by their places in the batch.
    private static func ends(_ lines: [Line], _ json: JSON) -> [Int: UInt64] {
        let new = lines.indices.filter { lines[$0].intent == .new }
        guard let first = new.first, let last = new.last else { return [:] }
        var ends = [first: json["first_sequence"]?.sequence]
        ends[last] = json["last_sequence"]?.sequence
        return ends.compactMapValues(\.self)
    }

    /// What may become of a line.
    private static func allowed(_ intent: Line.Intent, _ attempt: Attempt) -> Set<String> {
        switch (intent, attempt) {
        case (.new, .first): ["accepted"]
        case (.new, .retry): ["accepted", "duplicate"]
        case (.new, .again), (.repeated, _): ["duplicate"]
        case (.conflicting, _): ["conflict"]
        case (.invalid, _): ["rejected"]
        }
    }

    /// Where no line has a result of its own, the counters must add up.
    private func settleCounts(_ lines: [Line], _ attempt: Attempt, _ json: JSON) {
        func count(_ intent: Line.Intent) -> Int64 { Int64(lines.count { $0.intent == intent }) }
        let accepted = json["accepted"]?.integer ?? 0
        let duplicates = json["duplicates"]?.integer ?? 0
        let isRight =
            switch attempt {
            case .first: accepted == count(.new) && duplicates == count(.repeated)
            case .retry: accepted + duplicates == count(.new) + count(.repeated)
            case .again: accepted == 0 && duplicates == count(.new) + count(.repeated)
            }
        let others = [json["conflicts"]?.items.count, json["rejected"]?.items.count]
        guard isRight, others == [Int(count(.conflicting)), Int(count(.invalid))] else {
            return book.complain(
                "lines \(lines.map(\.intent)) at \(attempt) were answered with \(json)")
        }
    }
}

extension LoadClient {
    private mutating func settle(
        _ call: Call, _ attempt: Attempt, _ json: JSON, before position: UInt64, day: String?
    ) {
        let isReplay = json["replayed"] == .boolean(true)
        let sequence = json["sequence"]?.sequence
        if !isReplay { observe(call, json, day: day) }
        guard json["allowed"] == .boolean(true) else {
            return settleDenial(of: call, attempt, json, sequence)
        }
        guard let sequence, attempt == .first ? !isReplay : attempt == .retry || isReplay else {
            return book.complain("\(call.fact.name) at \(attempt) was answered with \(json)")
        }
        book.acknowledge(call.fact.name, sequence: sequence, before: position)
        if attempt != .again { admitted.append((sequence, call)) }
    }

    private mutating func settleDenial(
        of call: Call, _ attempt: Attempt, _ json: JSON, _ sequence: UInt64?
    ) {
        let code = json["code"]?.text ?? ""
        let isCap = code == "cap_exceeded"
        // An admission is found by its id before the caps are looked at, but after the key's
        // standing.
        if attempt == .again, isCap {
            book.complain("\(call.fact.name) was admitted and is denied now")
        }
        if attempt != .again {
            book.refuse(
                call.fact.name, as: attempt == .first || isCap ? .refused : .uncertain)
        }
        book.deny(
            Book.Denial(
                expected: [
                    "type": "usage.denied",
                    "leaf": [
                        "tenant": .string(call.tenant), "key": .string(call.key),
                        "data": [
                            "code": .string(code), "operation": .string(call.operation),
                            "quantities": .object(call.asked.mapValues(JSON.integer)),
                        ],
                    ],
                ], sequence: sequence))
    }

    private func observe(_ call: Call, _ json: JSON, day: String?) {
        let provenance = json["provenance"]
        guard let day, let position = provenance?["position"]?.sequence else { return }
        book.observe(
            .decision(
                call, code: json["code"]?.text ?? "", caps: provenance?["caps"]?.items ?? [],
                day: day), at: position)
    }
}

extension LoadClient {
    private mutating func settle(
        _ command: Command, _ attempt: Attempt, _ json: JSON, isReplay: Bool,
        before position: UInt64
    ) {
        if let key = command.idempotencyKey {
            guard attempt == .first ? !isReplay : attempt == .retry || isReplay else {
                return book.complain("\(key) at \(attempt) was answered as if it were the first")
            }
        }
        var told: JSON?
        if case .created = command.effect, let key = json["id"]?.text {
            told = ["leaf": ["key": .string(key)]]
            if isReplay, json["token"] != nil { book.complain("\(key) shows its token again") }
        }
        book.acknowledge(command.fact.name, sequence: nil, before: position, adding: told)
        if attempt != .again { apply(command.effect, json) }
    }

    private mutating func apply(_ effect: Command.Effect, _ json: JSON) {
        switch effect {
        case .none: break
        case .created(let tenant):
            if let key = json["id"]?.text { ownKeys.append(OwnKey(id: key, tenant: tenant)) }
        case .status(let key, let status):
            if json["status"]?.text != status { book.complain("\(key) is not \(status): \(json)") }
            for index in ownKeys.indices where ownKeys[index].id == key {
                ownKeys[index].isActive = status == "active"
                ownKeys[index].isEnded = status == "revoked"
            }
            for index in cast.keys.indices where cast.keys[index].id == key {
                isCastKeyActive[index] = status == "active"
            }
        }
    }
}
