import EventLog
import Foundation
import LedgerCore
import LedgerService
import LedgerTesting
import Testing

@Suite struct SegmentIndexTests {
    /// What a scan of every entry answers.
    private struct Scan {
        let entries: [Entry]
        let view: LedgerView

        func counts(_ usage: UsageRecorded, metered: Bool) -> Bool {
            guard let id = usage.backfill else { return true }
            let backfill = view.state.backfill(id)
            return backfill?.status == .committed && !(metered && backfill?.kind == .imported)
        }

        func usage(ofKey key: String, at times: Range<Timestamp>) -> [String: Int128] {
            var sums: [String: Int128] = [:]
            for entry in entries where entry.key == key {
                guard times.contains(entry.time ?? entry.recordedAt) else { continue }
                switch entry.body {
                case .usageRecorded(let usage) where counts(usage, metered: false):
                    let place = "\(usage.operation) \(usage.outcome)"
                    sums[place, default: 0] += Int128(usage.quantities[Meter.calls])
                case .usageDenied(let usage): sums["\(usage.operation) denied", default: 0] += 1
                case .usageDeniedAggregate(let usage):
                    for item in usage.counts.items {
                        sums["- denied", default: 0] += Int128(item.quantity)
                    }
                default: continue
                }
            }
            return sums.filter { $0.value != 0 }
        }

        /// The meters of a month by these dimensions, of which a day is its start.
        func meters(
            of tenant: TenantState, in month: Month, by dimensions: [MeterDimension]
        ) -> [String: Int128] {
            guard let period = tenant.period(month) else { return [:] }
            var sums: [String: Int128] = [:]
            for entry in entries where entry.tenant == tenant.id {
                let time = entry.time ?? entry.recordedAt
                guard period.contains(time), let (operation, scopes, items) = counted(entry)
                else { continue }
                let key = entry.key.flatMap { view.state.key($0) }
                let number = (period.days.lastIndex { $0 <= time } ?? 0) + 1
                let values = dimensions.map { dimension -> String? in
                    switch dimension {
                    case .key: key?.id
                    case .principal: key?.owner
                    case .operation: operation
                    case .scope: scopes.isEmpty ? nil : scopes.joined(separator: " ")
                    case .day: "\(month)-\(number < 10 ? "0" : "")\(number)"
                    }
                }
                for item in items {
                    sums["\(values) \(item.meter)", default: 0] += Int128(item.quantity)
                }
            }
            return sums.filter { $0.value != 0 }
        }

        private func counted(_ entry: Entry) -> (String?, [String], [Quantities.Item])? {
            func denied(_ calls: Int64) -> [Quantities.Item] {
                [Quantities.Item(meter: Meter.deniedCalls, quantity: calls)]
            }
            switch entry.body {
            case .usageRecorded(let usage) where counts(usage, metered: true):
                let items =
                    usage.outcome == .allowed
                    ? usage.quantities.items : denied(usage.quantities[Meter.calls])
                return (usage.operation, usage.scopes, items)
            case .usageDenied(let usage): return (usage.operation, usage.scopes, denied(1))
            case .usageDeniedAggregate(let usage):
                return (nil, [], denied(usage.counts.items.reduce(0) { $0 + $1.quantity }))
            default: return nil
            }
        }

        func from(_ block: AddressBlock) -> [UInt64] {
            entries.filter { entry in
                var sealed = [entry.personal]
                if !entry.type.name.hasPrefix("usage.") { sealed.append(entry.actorPersonal) }
                return sealed.contains { sealed in
                    let address = view.open(sealed)?.ip.flatMap { IPAddress($0) }
                    return address.map { block.contains($0) } ?? false
                }
            }.map(\.sequence)
        }
    }

    private let blocks = [
        "10.0.1.2", "10.0.1.0/24", "10.0.0.0/16", "10.0.1.0/28", "2001:db8:1::7",
        "2001:db8:1::/48", "2001:db8:1:0::/64", "2001:db8::/32", "192.0.2.1",
    ]

    /// Expects that every answer is the one of a full scan.
    private func expectScanned(
        _ disk: DiskLedger, using generator: inout SplitMix64, _ what: Comment,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let view = disk.view
        let scan = Scan(entries: try disk.entries(), view: view)
        let all = PageRequest<UInt64>(limit: .max)
        for _ in 0..<6 {
            let key = "key_\(Int.random(in: 0..<9, using: &generator))"
            let end = disk.clock.now.advanced(seconds: 600)
            var times =
                disk.clock.now.advanced(
                    seconds: -.random(in: 0..<4_000_000, using: &generator))..<end
            if Bool.random(using: &generator) {
                let span = Int64.random(in: 0..<200_000, using: &generator)
                times = times.lowerBound..<times.lowerBound.advanced(seconds: span)
            }
            let usage = try view.usage(ofKey: key, at: times)
            var lines: [String: Int128] = [:]
            for line in usage.lines {
                lines["\(line.operation ?? "-") \(line.outcome)", default: 0] += line.calls
            }
            #expect(
                lines == scan.usage(ofKey: key, at: times), "\(what): usage of \(key)",
                sourceLocation: sourceLocation)
            let who = try view.who(key: key, at: times)
            #expect(who.allowed == usage.allowed, sourceLocation: sourceLocation)
            #expect(who.denied == usage.denied, sourceLocation: sourceLocation)

            for (key, tenant, times) in [
                (key, nil, times), (nil, nil, times), (nil, "acme", times), (key, "globex", nil),
                (key, nil, nil),
            ] as [(String?, String?, Range<Timestamp>?)] {
                var filter = EntryFilter()
                filter.key = key
                filter.tenant = tenant
                filter.times = times
                let found = try view.entries(all, filter, for: disk.caller).items.map(\.sequence)
                let wanted = scan.entries.filter {
                    (key == nil || $0.key == key) && (tenant == nil || $0.tenant == tenant)
                        && times?.contains($0.time ?? $0.recordedAt) ?? true
                }.map(\.sequence)
                #expect(found == wanted, "\(what): \(filter)", sourceLocation: sourceLocation)
            }
        }
        for text in blocks {
            let block = try #require(AddressBlock(text))
            let found = try view.entries(from: block, all, EntryFilter(), for: disk.caller)
            #expect(
                found.items.map(\.sequence) == scan.from(block), "\(what): \(text)",
                sourceLocation: sourceLocation)
        }
        for tenant in ["acme", "globex"] {
            let tenant = try #require(view.state.tenant(tenant))
            for month in tenant.periods.map(\.month) {
                for _ in 0..<3 {
                    let dimensions = MeterDimension.allCases.filter { _ in
                        Bool.random(using: &generator)
                    }
                    let rows = try #require(
                        try view.meters(of: tenant, in: month, by: dimensions))
                    var found: [String: Int128] = [:]
                    for row in rows { found["\(row.values) \(row.meter)"] = row.quantity }
                    #expect(found.count == rows.count, sourceLocation: sourceLocation)
                    #expect(
                        found == scan.meters(of: tenant, in: month, by: dimensions),
                        "\(what): meters by \(dimensions)", sourceLocation: sourceLocation)
                }
            }
        }
    }

    private func line(_ number: Int, using generator: inout SplitMix64) -> UsageLine {
        var line = UsageLine.call(
            "key_\(Int.random(in: 0..<8, using: &generator))", id: "\(number)")
        line.operation = "op.\(Int.random(in: 0..<5, using: &generator))"
        line.scopes = generator.element(of: [[], ["crm:read"], ["crm:read", "crm:write"]])
        line.ip = generator.element(of: [
            nil, "10.0.1.2", "10.0.1.77", "10.0.2.1", "::ffff:10.0.1.2", "2001:db8:1::7",
            "2001:db8:1:5::7", "2001:db8:2::7", "not an address",
        ])
        if Int.random(in: 0..<4, using: &generator) == 0 { line.outcome = .denied }
        if Int.random(in: 0..<3, using: &generator) == 0 {
            line.quantities = Quantities.of([
                "calls": .random(in: 0..<3, using: &generator),
                "tokens": .random(in: 0..<Limits.quantity, using: &generator),
            ])
        }
        return line
    }

    /// A ledger of several segments and a tail, with all that counts in ways of its own.
    private func grown(using generator: inout SplitMix64) async throws -> DiskLedger {
        let disk = try DiskLedger()
        for tenant in ["acme", "globex"] { try await disk.addTenant(tenant) }
        for number in 0..<8 {
            try await disk.addKey("key_\(number)", of: number < 5 ? "acme" : "globex")
        }
        try await disk.execute(.disableKey("key_7"))
        var open: [String] = []
        var opened = 0
        while disk.view.position < 1_200 {
            disk.clock.advance(seconds: .random(in: 0..<20_000, using: &generator))
            switch Int.random(in: 0..<8, using: &generator) {
            case 0:
                opened += 1
                let id = "backfill-\(opened)"
                if Bool.random(using: &generator) {
                    var backfill = BackfillOpened()
                    backfill.backfill = id
                    backfill.kind = .correction
                    try await append(.backfillOpened(backfill), to: disk)
                    open.append(id)
                } else if (try? await disk.execute(.openImport(tenant: "acme", backfill: id)))
                    != nil
                {
                    open.append(id)
                }
            case 1 where !open.isEmpty:
                let id = open.remove(at: .random(in: open.indices, using: &generator))
                if Bool.random(using: &generator) {
                    var committed = BackfillCommitted()
                    committed.backfill = id
                    try await append(.backfillCommitted(committed), to: disk)
                } else {
                    var reverted = BackfillReverted()
                    reverted.backfill = id
                    try await append(.backfillReverted(reverted), to: disk)
                }
            case 2:
                for _ in 0..<Int.random(in: 0..<25, using: &generator) {
                    try await disk.authorize(.call("key_7"))
                }
            case 3: try await disk.authorize(.call("key_1"))
            default:
                let position = Int(disk.view.position)
                var lines: [UsageLine] = []
                for number in 0..<Int.random(in: 1..<60, using: &generator) {
                    var line = line(position * 100 + number, using: &generator)
                    let late = Int64.random(in: 0..<3_000_000, using: &generator)
                    if late % 3 != 0 { line.time = disk.clock.now.advanced(seconds: -late) }
                    if late % 5 == 0, let backfill = open.last {
                        line.backfill = backfill
                        line.key = "key_\(late % 5)"
                    }
                    lines.append(line)
                }
                _ = try await disk.record(lines)
            }
        }
        return disk
    }

    /// Appends what no command writes yet, while the ledger is closed.
    private func append(_ body: EntryBody, to disk: DiskLedger) async throws {
        await disk.close()
        try write(body, to: disk)
        try await disk.reopen()
    }

    private func write(_ body: EntryBody, to disk: DiskLedger) throws {
        let store = try LogStore.open(in: try DataFolder.open(at: disk.folder.data))
        let entry = Entry(
            sequence: store.nextSequence, recordedAt: disk.clock.now, tenant: "acme",
            actor: .ledger, body: body)
        var frame = FrameBuilder(firstSequence: entry.sequence, recordedAt: entry.recordedAt)
        frame.append(entry)
        try store.appendFrames([frame.finish()])
    }

    private func projections(of disk: DiskLedger) -> String { "\(disk.folder.data)/projections" }

    private func indexes(of disk: DiskLedger) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: projections(of: disk))
            .filter { $0.hasPrefix("index-") && $0.hasSuffix(".run") }.sorted()
    }

    @Test("Every answer that an index helps with is the one of a full scan", arguments: Seed.all)
    func answers(seed: UInt64) async throws {
        var generator = SplitMix64(seed: seed)
        let disk = try await grown(using: &generator)
        try expectScanned(disk, using: &generator, "while it ran")
        try await disk.reopen()
        #expect(try indexes(of: disk).count == Int(disk.view.position / 256))
        try expectScanned(disk, using: &generator, "opened anew")
        await disk.close()
        for name in try indexes(of: disk) {
            try FileManager.default.removeItem(atPath: "\(projections(of: disk))/\(name)")
        }
        try await disk.reopen()
        try expectScanned(disk, using: &generator, "without indexes, or with some")
        while try indexes(of: disk).count < Int(disk.view.position / 256) {
            try await Task.sleep(for: .milliseconds(2))
        }
        try expectScanned(disk, using: &generator, "with indexes made again")
        try await disk.expectSound()
    }

    @Test("A damaged index answers nothing, and is made again", arguments: Seed.all)
    func damaged(seed: UInt64) async throws {
        var generator = SplitMix64(seed: seed)
        let disk = try await grown(using: &generator)
        await disk.close()
        let name = try #require(try indexes(of: disk).first)
        let url = URL(filePath: "\(projections(of: disk))/\(name)")
        let sound = try Data(contentsOf: url)
        for round in 0..<12 {
            var bytes = sound
            if round % 4 == 3 {
                bytes = bytes.prefix(.random(in: 0..<bytes.count, using: &generator))
            } else {
                // In the head, which is read at once, or anywhere.
                let part = round % 4 == 0 ? 152 : bytes.count
                let byte = Int.random(in: 0..<part, using: &generator)
                bytes[bytes.startIndex + byte] ^= 1 << UInt8(round % 8)
            }
            try bytes.write(to: url)
            try await disk.reopen()
            try expectScanned(disk, using: &generator, "damaged, round \(round)")
            if round % 4 == 0 || round % 4 == 3 {
                while (try? Data(contentsOf: url)) != sound {
                    try await Task.sleep(for: .milliseconds(2))
                }
                try expectScanned(disk, using: &generator, "made again, round \(round)")
            }
            await disk.close()
        }
    }
}
