import Foundation
import LedgerCore
import LedgerService
import LedgerTesting

/// Lives the life of a small ledger and records it as the golden folder.
///
/// What happens and when follows from one seed and a clock that stands still; identity, keys and
/// tokens are drawn at random as in any ledger, so that each recording has other bytes.
struct GoldenRecorder {
    /// What is recorded is kept in the repository for ever.
    private static let bytesMax = 300 * 1_024
    private static let segments: UInt64 = 3
    /// Entries in the tail, at least.
    private static let unsealed: UInt64 = 60

    /// Something that the recorder counts on and that did not happen.
    private struct Unexpected: Error {
        let what: String
    }

    private let disk: DiskLedger
    private var generator = SplitMix64(seed: 1)
    private var keys: [String] = []
    private var sent = 0
    private var asked = 0

    private init() throws { disk = try DiskLedger() }

    /// Records the folder, whole or not at all.
    static func record() async throws {
        var recorder = try GoldenRecorder()
        try await recorder.begin()
        for segment in 0..<segments {
            let end = (segment + 1) * Limits.entriesPerTestSegment
            while recorder.disk.view.position < end + unsealed / 2 { try await recorder.calls() }
            if segment == 0 { try await recorder.change() }
            if segment == 1 { try await recorder.importHistory(of: "globex", commits: true) }
            // The state is flushed when a ledger is closed: a base, then what changed.
            try await recorder.disk.reopen()
        }
        try await recorder.importHistory(of: "acme", commits: false)
        while recorder.disk.view.position % Limits.entriesPerTestSegment < unsealed {
            try await recorder.calls()
        }
        try await recorder.write()
    }
}

/// What happens in the ledger.
extension GoldenRecorder {
    /// Ada of acme, at a portal.
    private var caller: Caller {
        var personal = PersonalValues()
        personal.ip = "192.0.2.7"
        personal.userAgent = "portal/2.1 (\"Zürich\")"
        personal.reason = "as agreed\ton Monday"
        return Caller(
            actor: Actor(credential: keys.first, principal: "ada", surface: .http),
            personal: personal, scopes: ReservedScope.ofAdmin, tenants: .all)
    }

    private func execute(_ action: Action, id: String? = nil) async throws {
        let caller = caller
        let id = id.map { CommandID(source: caller.source, id: $0) }
        _ = try await disk.ledger.execute(Command(caller: caller, action: action, id: id))
        disk.clock.advance(microseconds: 1_250_001)
    }

    private mutating func begin() async throws {
        var acme = NewTenant(id: "acme")
        acme.timeZone = "Europe/Berlin"
        acme.tier = "gold"
        acme.caps = [Cap(meter: "calls", period: .month, limit: 10_000)]
        try await execute(.createTenant(acme), id: "tenant-1")
        try await execute(.createTenant(NewTenant(id: "globex")))
        try await add("ada", .person, .owner, to: "acme")
        try await add("bob", .person, .member, to: "acme")
        try await add("robot", .service, .admin, to: "globex")
        for number in 0..<20 {
            let minted = try TokenMint.mint()
            var key = NewKey(
                id: try TokenMint.keyID(), tenant: number % 3 == 0 ? "globex" : "acme",
                name: "key number \(number) 👩‍👩‍👧", secret: minted.secret)
            key.owner = number % 3 == 0 ? nil : ["ada", "bob"][number % 2]
            key.scopes = ["messages:read", "messages:write"].dropLast(number % 2)
            if number % 4 == 0 { key.caps = [Cap(meter: "calls", period: .day, limit: 5)] }
            if number % 5 == 0 { key.expiresAt = disk.clock.now.advanced(days: 90) }
            try await execute(.createKey(key), id: number % 2 == 0 ? "key-\(number)" : nil)
            keys.append(key.id)
        }
    }

    private func add(
        _ id: String, _ kind: PrincipalKind, _ role: Role, to tenant: String
    ) async throws {
        var personal = PersonalValues()
        personal.name = "\(id.capitalized) Ünïcode"
        personal.email = "\(id)@example.com"
        personal.externalID = "directory:\(id)"
        let principal = NewPrincipal(
            tenant: tenant, id: id, kind: kind, role: role, personal: personal)
        try await execute(.addPrincipal(principal))
    }

    /// Every way in which tenants, principals and keys change.
    private func change() async throws {
        var tenant = TenantChanges()
        tenant.tier = "platinum"
        tenant.timeZone = "Asia/Kolkata"
        try await execute(.updateTenant("globex", tenant))
        var principal = PrincipalChanges()
        principal.role = .admin
        principal.name = "Robert"
        try await execute(.updatePrincipal(tenant: "acme", principal: "bob", principal))
        try await execute(.removePrincipal(tenant: "globex", principal: "robot"))
        var changes = KeyChanges()
        changes.name = "another name"
        changes.scopes = ["messages:read"]
        changes.caps = [Cap(meter: "tokens", period: .month, limit: 1 << 50)]
        changes.expiry = .at(disk.clock.now.advanced(days: 30))
        try await execute(.updateKey(keys[1], changes), id: "change-1")
        changes = KeyChanges()
        changes.expiry = .never
        try await execute(.updateKey(keys[1], changes))
        try await execute(.disableKey(keys[2]))
        try await execute(.enableKey(keys[2]))
        try await execute(.disableKey(keys[3]))
        let minted = try TokenMint.mint()
        try await execute(.rotateKey(keys[4], minted.secret, overlapSeconds: 3_600))
        try await execute(.revokeKey(keys[5]))
        try await execute(.deleteKey(keys[6]))
        // More denials of a key within a second than are recorded one by one.
        for _ in 0..<14 { _ = try await disk.ledger.authorize(.call(keys[3]), caller: caller) }
        disk.clock.advance(seconds: 2)
    }

    /// A batch of lines, and a few calls that a gateway asks for.
    private mutating func calls() async throws {
        let lines = (0..<12).map { _ in line() }
        try await record(lines, as: caller)
        for number in 0..<4 {
            var request = AuthorizeRequest.call(
                generator.element(of: keys), id: number == 0 ? nil : "ask-\(asked)",
                quantities: .of(["calls": 1, "tokens": Int64(asked) << 20]))
            asked += 1
            request.scopes = ["messages:read"]
            request.ip = "203.0.113.\(asked % 3)"
            request.userAgent = "gateway/1"
            request.client = "sdk"
            request.transport = "http2"
            let decision = try await disk.ledger.authorize(request, caller: caller)
            disk.clock.advance(microseconds: 700_000)
            guard decision.isAllowed, let entry = decision.entry, asked % 2 == 0 else { continue }
            var line = UsageLine()
            line.decision = entry
            line.status = 200
            line.durationUs = 1_500
            line.responseBytes = 1 << 20
            try await record([line], as: caller)
        }
    }

    private func record(_ lines: [UsageLine], as caller: Caller) async throws {
        let answers = try await disk.ledger.record(lines, caller: caller).answers
        for answer in answers {
            guard case .accepted = answer else { throw Unexpected(what: "\(answer)") }
        }
        disk.clock.advance(microseconds: 3_333_333)
    }

    private mutating func line() -> UsageLine {
        sent += 1
        var line = UsageLine()
        line.key = generator.element(of: keys)
        if generator.chance(oneIn: 15) {
            line.key = nil
            line.tenant = "acme"
            line.principal = generator.element(of: [nil, "ada"])
        }
        let ids = [nil, "line-\(sent)", hexadecimal(), uuid()]
        line.id = generator.element(of: ids)
        line.source = generator.element(of: [nil, "edge-1", "edge-2"])
        if !generator.chance(oneIn: 4) {
            // The month before is opened too. Few days and few addresses keep the folder small.
            let seconds = Int64.random(in: 0..<20_000, using: &generator)
            line.time = disk.clock.now.advanced(days: -generator.element(of: [0, 1, 22]))
                .advanced(seconds: -seconds)
        }
        line.operation = "GET /v1/\(generator.element(of: ["messages", "threads", "models"]))"
        line.scopes = generator.element(of: [[], ["messages:read"]])
        line.quantities = generator.element(of: [
            .none, .of(["calls": 1]), .of(["tokens": Int64(sent) << 30]),
            .of(["calls": 3, "tokens": 0, "bytes": (1 << 53) - 1]),
        ])
        if generator.chance(oneIn: 10) {
            line.outcome = .denied
            line.code = "rate_limited"
        }
        line.status = generator.element(of: [nil, 200, 404])
        line.durationUs = .random(in: 0..<1_000_000, using: &generator)
        line.requestBytes = .random(in: 0..<5_000, using: &generator)
        line.responseBytes = generator.chance(oneIn: 50) ? (1 << 53) - 1 : Int64(sent)
        line.traceID = generator.chance(oneIn: 3) ? hexadecimal() : nil
        line.client = generator.element(of: [nil, "sdk"])
        line.transport = generator.element(of: [nil, "http2"])
        line.ip = generator.element(of: [nil, "203.0.113.1", "2001:db8:1::7"])
        line.userAgent = line.ip == nil ? nil : "curl/8.14.1"
        return line
    }

    private mutating func hexadecimal() -> String { Hex.encode(generator.bytes(16)) }

    private mutating func uuid() -> String {
        let digits = Array(hexadecimal())
        return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(digits[$0]) }
            .joined(separator: "-")
    }

    /// The history of a key that came from elsewhere, as a backfill.
    private func importHistory(of tenant: String, commits: Bool) async throws {
        let caller = Caller.folder(.imported)
        let start = Timestamp("2023-07-10T11:00:00Z")
        let key = "AKIAIOSFODNN7\(tenant.uppercased())"
        let backfill = "cloudtrail-\(tenant)-1"
        let actions: [Action] = [
            .openImport(tenant: tenant, backfill: backfill),
            .importKey(
                ImportedKey(
                    id: key, tenant: tenant, owner: nil, origin: "cloudtrail",
                    name: "imported")),
        ]
        for (number, action) in actions.enumerated() {
            let id = CommandID(source: "cloudtrail", id: "\(tenant)-\(number)")
            _ = try await disk.ledger.execute(
                Command(caller: caller, action: action, id: id, time: start))
        }
        let lines = (0..<10).map { number in
            var line = UsageLine.call(
                key, id: "event-\(number)", time: start.advanced(seconds: Int64(number)))
            line.source = "cloudtrail"
            line.backfill = backfill
            line.ip = "198.51.100.\(number % 4)"
            return line
        }
        try await record(lines, as: caller)
        if commits {
            _ = try await disk.ledger.execute(
                Command(caller: caller, action: .commitBackfill(backfill)))
        }
    }
}

/// What is written.
extension GoldenRecorder {
    private func write() async throws {
        // Whatever is full is sealed once a ledger was closed.
        try await disk.reopen()
        let backup = disk.folder.path + "/backup"
        let manifest = try disk.ledger.backUp(to: backup)
        let facts = try GoldenFacts(of: disk.ledger)
        await disk.close()
        guard facts.leaves.count == Int(manifest.position) else {
            throw Unexpected(what: "entries came after the backup")
        }
        let golden = URL(filePath: disk.folder.path + "/golden")
        // The log as the backup has it: compact, and closed.
        try copy(
            GoldenFolder.shared, from: backup, to: golden.appending(path: GoldenFolder.data))
        try copy(
            ["secrets", "projections"], from: disk.folder.data,
            to: golden.appending(path: GoldenFolder.data))
        try copy(
            ["keys", "backup.json"], from: backup,
            to: golden.appending(path: GoldenFolder.backup))
        try write(facts.leaves, to: golden.appending(path: GoldenFolder.leaves))
        try write(facts.lines, to: golden.appending(path: GoldenFolder.facts))
        let bytes = try size(of: golden)
        guard bytes <= Self.bytesMax else {
            throw Unexpected(what: "the folder has \(bytes) bytes, more than \(Self.bytesMax)")
        }
        try FileManager.default.copyItem(at: golden, to: GoldenFolder.url)
    }

    private func copy(_ names: [String], from folder: String, to destination: URL) throws {
        try FileManager.default.createDirectory(
            at: destination, withIntermediateDirectories: true)
        for name in names {
            try FileManager.default.copyItem(
                at: URL(filePath: "\(folder)/\(name)"), to: destination.appending(path: name))
        }
    }

    private func write(_ lines: [String], to file: URL) throws {
        try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: file)
    }

    private func size(of folder: URL) throws -> Int {
        try FileManager.default.subpathsOfDirectory(atPath: folder.path).reduce(0) {
            let attributes = try FileManager.default.attributesOfItem(
                atPath: folder.appending(path: $1).path)
            let isFile = attributes[.type] as? FileAttributeType == .typeRegular
            return $0 + (isFile ? attributes[.size] as? Int ?? 0 : 0)
        }
    }
}
