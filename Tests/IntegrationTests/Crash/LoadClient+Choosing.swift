/// What a client sends next.
extension LoadClient {
    private static let operations = ["list", "read", "write", "delete", "POST /v1/messages"]

    mutating func chooseAct() -> Act {
        switch Int.random(in: 0..<100, using: &random) {
        case ..<25: Act(kind: .report(chooseLines(), each: Bool.random(using: &random)))
        case ..<67: Act(kind: .consume(chooseCall()))
        case ..<75: Act(kind: .check(chooseCall()))
        case ..<83: Act(kind: chooseMeters())
        default: Act(kind: .command(chooseCommand()))
        }
    }

    private mutating func newID(_ kind: String) -> String {
        counter += 1
        return "\(kind)-\(number)-\(counter)"
    }

    private mutating func one<Item>(of items: [Item]) -> Item {
        items[Int.random(in: items.indices, using: &random)]
    }

    private mutating func isOne(in count: Int) -> Bool {
        Int.random(in: 0..<count, using: &random) == 0
    }

    private mutating func chooseMeters() -> Act.Kind {
        .meters(
            tenant: one(of: Cast.tenants),
            period: isOne(in: 4) ? Day.lastMonth : Day.month)
    }

    /// Calls go to the keys of all clients mostly, so that they meet at a cap; reports mostly to
    /// the client's own.
    private mutating func chooseKey(ownIn count: Int) -> Cast.Key {
        guard !ownKeys.isEmpty, isOne(in: count) else { return one(of: cast.keys) }
        let key = one(of: ownKeys)
        return Cast.Key(id: key.id, tenant: key.tenant)
    }

    private mutating func chooseCall() -> Call {
        let key = chooseKey(ownIn: 4)
        return Call(
            id: newID("call"), tenant: key.tenant, key: key.id,
            token: isOne(in: 2) ? key.token : nil, operation: one(of: Self.operations),
            quantities: isOne(in: 3)
                ? ["tokens": .integer(Int64.random(in: 1...60, using: &random))] : nil,
            source: Cast.collectorPrincipal)
    }
}

extension LoadClient {
    private mutating func chooseLines() -> [Line] {
        var lines: [Line] = []
        // Batches are small mostly; some fill a short segment by themselves.
        let count = Int.random(in: isOne(in: 12) ? 100...300 : 1...12, using: &random)
        for _ in 0..<count {
            switch Int.random(in: 0..<100, using: &random) {
            case ..<10: lines.append(repeated(from: recordedLines + lines) ?? newLine())
            case ..<14: lines.append(conflicting() ?? newLine())
            case ..<16: lines.append(invalid())
            case ..<35: lines.append(completion() ?? newLine())
            default: lines.append(newLine())
            }
        }
        return lines
    }

    private mutating func newLine() -> Line {
        let key = chooseKey(ownIn: isOne(in: 4) ? 4 : 1)
        let id = newID("line")
        let isDenied = isOne(in: 10)
        let source = isOne(in: 3) ? "sensor \(number)" : nil
        let time: String? =
            switch Int.random(in: 0..<10, using: &random) {
            case ..<4: nil
            case ..<8: Day.time(daysAgo: 0, seconds: Int.random(in: 0..<3600, using: &random))
            default: Day.time(daysAgo: Int.random(in: 1...33, using: &random))
            }
        let quantities: JSON? =
            isOne(in: 2)
            ? [
                "calls": .integer(Int64.random(in: 1...3, using: &random)),
                "tokens": .integer(Int64.random(in: 0...50, using: &random)),
            ] : nil
        let said: JSON = .object(present: [
            "operation": .string(one(of: Self.operations)),
            "outcome": isDenied ? "denied" : "allowed", "code": isDenied ? "quota" : nil,
            "status": isDenied ? 429 : 200,
            "duration_us": .integer(Int64.random(in: 100...90_000, using: &random)),
            "response_bytes": .integer(Int64.random(in: 0...9000, using: &random)),
            "client": "load/1",
        ])
        let personal: JSON = ["ip": .string("198.51.100.\(number)"), "user_agent": "load"]
        let body = said.merging(personal).merging(
            .object(present: [
                "id": .string(id), "key": .string(key.id), "time": time.map(JSON.string),
                "source": source.map(JSON.string), "quantities": quantities,
            ]))
        let counted: JSON = ["quantities": quantities ?? ["calls": 1]]
        let leaf: JSON = .object(present: [
            "tenant": .string(key.tenant), "key": .string(key.id), "id": .string(id),
            "time": time.map(JSON.string), "source": .string(source ?? Cast.collectorPrincipal),
            "data": said.merging(counted),
        ])
        let fact = Fact(
            name: .usage(id),
            expected: ["type": "usage.recorded", "leaf": leaf, "personal": personal])
        return Line(intent: .new, body: body, fact: fact)
    }

    /// A line that says only what it must: there may be many.
    mutating func bareLine(of key: Cast.Key) -> Line {
        let id = newID("line")
        let operation: JSON = "read"
        let fact = Fact(
            name: .usage(id),
            expected: [
                "type": "usage.recorded",
                "leaf": [
                    "tenant": .string(key.tenant), "key": .string(key.id),
                    "data": [
                        "operation": operation, "outcome": "allowed", "quantities": ["calls": 1],
                    ],
                ],
            ])
        return Line(
            intent: .new,
            body: ["id": .string(id), "key": .string(key.id), "operation": operation],
            fact: fact)
    }

    private mutating func completion() -> Line? {
        guard !admitted.isEmpty else { return nil }
        let (sequence, call) = admitted.removeLast()
        let said: JSON = [
            "status": 200, "duration_us": .integer(Int64.random(in: 1...5000, using: &random)),
            "decision": .integer(Int64(sequence)),
        ]
        let fact = Fact(
            name: .completion(of: sequence),
            expected: [
                "type": "usage.completed",
                "leaf": ["tenant": .string(call.tenant), "key": .string(call.key), "data": said],
            ])
        return Line(intent: .new, body: said, fact: fact)
    }

    private mutating func repeated(from lines: [Line]) -> Line? {
        guard var line = lines.filter({ $0.intent == .new }).randomElement(using: &random) else {
            return nil
        }
        line.intent = .repeated
        return line
    }

    private mutating func conflicting() -> Line? {
        guard var line = recordedLines.randomElement(using: &random) else { return nil }
        line.intent = .conflicting
        line.body["status"] = 599
        return line
    }

    private mutating func invalid() -> Line {
        var line = newLine()
        line.intent = .invalid
        line.body["key"] = "no-such-key"
        return line
    }
}

extension LoadClient {
    private mutating func chooseCommand() -> Command {
        if number == 0, isOne(in: 2) {
            let place = Int.random(in: cast.keys.indices, using: &random)
            return isOne(in: 2)
                ? raiseCap(of: cast.keys[place].id)
                : toggle(cast.keys[place].id, isActive: isCastKeyActive[place])
        }
        let living = ownKeys.filter { !$0.isEnded }
        // Half of all commands name somebody new, whose values are sealed with a key of their own.
        guard !living.isEmpty, isOne(in: 2) else {
            return isOne(in: 3) ? addPrincipal() : createKey()
        }
        let key = one(of: living)
        switch Int.random(in: 0..<10, using: &random) {
        case ..<4: return toggle(key.id, isActive: key.isActive)
        case ..<6: return act("revoke", on: key.id, "key.revoked", .status(key: key.id, "revoked"))
        case ..<8 where key.isActive: return act("rotate", on: key.id, "key.rotated", .none)
        default: return raiseCap(of: key.id)
        }
    }

    private mutating func createKey() -> Command {
        let id = newID("create")
        let tenant = one(of: Cast.tenants)
        let name = "own \(id)"
        let caps: JSON = [Cast.cap(Int64.random(in: 3...20, using: &random))]
        return Command(
            method: .post, path: "/v1/keys",
            body: ["tenant": .string(tenant), "name": .string(name), "caps": caps],
            idempotencyKey: id,
            fact: Fact(
                name: .command(id),
                expected: [
                    "type": "key.created", "personal": ["name": .string(name)],
                    "leaf": [
                        "tenant": .string(tenant), "id": .string(id),
                        "source": .string(cast.adminID), "data": ["caps": caps],
                    ],
                ]),
            effect: .created(tenant: tenant))
    }

    private mutating func toggle(_ key: String, isActive: Bool) -> Command {
        isActive
            ? act("disable", on: key, "key.disabled", .status(key: key, "disabled"))
            : act("enable", on: key, "key.enabled", .status(key: key, "active"))
    }

    private mutating func act(
        _ verb: String, on key: String, _ type: String, _ effect: Command.Effect
    ) -> Command {
        let id = newID(verb)
        return Command(
            method: .post, path: "/v1/keys/\(key)/\(verb)", idempotencyKey: id,
            fact: Fact(
                name: .command(id),
                expected: [
                    "type": .string(type), "leaf": ["key": .string(key), "id": .string(id)],
                ]),
            effect: effect)
    }

    /// A limit is above any before and names its change: no key gets the same one twice.
    private mutating func raiseCap(of key: String) -> Command {
        counter += 1
        let limit = 60 + counter
        let caps: JSON = [Cast.cap(limit)]
        return Command(
            method: .patch, path: "/v1/keys/\(key)", body: ["caps": caps],
            fact: Fact(
                name: .cap(key: key, limit: limit),
                expected: [
                    "type": "key.caps_changed",
                    "leaf": ["key": .string(key), "data": ["caps": caps]],
                ]))
    }

    private mutating func addPrincipal() -> Command {
        let id = newID("principal")
        let name = "Person \(id)"
        return Command(
            method: .post, path: "/v1/tenants/acme/principals",
            body: ["id": .string(id), "name": .string(name)], idempotencyKey: "add-\(id)",
            fact: Fact(
                name: .command("add-\(id)"),
                expected: [
                    "type": "principal.added", "personal": ["name": .string(name)],
                    "leaf": [
                        "tenant": "acme", "id": .string("add-\(id)"),
                        "data": ["principal": .string(id)],
                    ],
                ]))
    }
}
