import LedgerCore
import LedgerTesting
import Testing

@Suite struct WorkloadTests {
    private static let count = 200_000

    private func calls(seed: UInt64) -> [WorkloadCall] {
        let workload = Workload(seed: seed)
        return (0..<Self.count).map(workload.call)
    }

    /// How many of a thousand calls a condition holds for.
    private func perMille(_ calls: [WorkloadCall], _ holds: (WorkloadCall) -> Bool) -> Int {
        calls.count(where: holds) * 1000 / calls.count
    }

    // The numbers were made by a second implementation, in another language.
    @Test("Every machine makes the same calls from a seed")
    func golden() {
        let calls = [0, 3, 4_999_998].map(Workload(seed: 7).call)
        #expect(calls.map(\.key) == [1_658, 5_545, 294])
        #expect(calls.map(\.operation) == [18, 36, 25])
        #expect(calls.map(\.offset) == [177_206, 1_133_092, 2_499_998_782_302])
        #expect(calls.map(\.durationUs) == [34_462, 14_841, 45_531])
        #expect(calls.map(\.requestBytes) == [2_302, 1_080, 883])
        #expect(calls.map(\.responseBytes) == [13_198, 41_576, 40_093])
        #expect(calls[0].idText == "dcf66eafaa6226522644562515cf5125")
        #expect(calls[2].idText == "5212dcc0e2b31a65b92ec2c6a9407774")
        #expect(Workload.keyID(0) == "key_OE3dQM83ji2TP7p6j56UZw")
    }

    @Test("A call follows from its number, whatever was made before; seeds and numbers share no id")
    func determinism() {
        let calls = calls(seed: 1)
        let workload = Workload(seed: 1)
        for number in stride(from: Self.count - 1, through: 0, by: -997) {
            #expect(workload.call(number) == calls[number])
        }
        let ids = Set(calls.map(\.id)).union(self.calls(seed: 2).map(\.id))
        #expect(ids.count == 2 * Self.count)
    }

    @Test("Keys have a cubic skew, operations a square one", arguments: Seed.all)
    func skew(seed: UInt64) {
        let calls = calls(seed: seed)
        // The first part of 1/1000, 1/100 and 1/8 of the keys: their cube roots.
        #expect((97...103).contains(perMille(calls) { $0.key < 10 }))
        #expect((211...219).contains(perMille(calls) { $0.key < 100 }))
        #expect((495...505).contains(perMille(calls) { $0.key < 1_250 }))
        // The first half of the operations: the root of a half.
        #expect((702...712).contains(perMille(calls) { $0.operation < 25 }))
        #expect(calls.allSatisfy { (0..<Workload.keys).contains($0.key) })
        #expect(Set(calls.map(\.operation)).count == Workload.operations)
    }

    @Test("Statuses, sizes and addresses have their shares", arguments: Seed.all)
    func shares(seed: UInt64) {
        let calls = calls(seed: seed)
        for (status, share) in [200: 950, 429: 20, 401: 10, 404: 10, 500: 10] as [Int64: Int] {
            #expect(((share - 3)...(share + 3)).contains(perMille(calls) { $0.status == status }))
        }
        #expect((494...506).contains(perMille(calls) { $0.requestBytes < 2_048 }))
        #expect((494...506).contains(perMille(calls) { $0.responseBytes < 32_768 }))
        #expect(calls.allSatisfy { $0.requestBytes < 4_096 && $0.responseBytes < 65_536 })
        for address in 0..<4 {
            #expect((244...256).contains(perMille(calls) { $0.address == address }))
        }
    }

    @Test(
        "Durations are log-normal: half below 20 ms, and as many as a normal has within 1 and 2 σ")
    func durations() {
        let calls = calls(seed: 3)
        #expect((494...506).contains(perMille(calls) { $0.durationUs < 20_000 }))
        // 20 ms × e^±0.8 and × e^±1.6
        #expect((676...690).contains(perMille(calls) { (8_987..<44_511).contains($0.durationUs) }))
        #expect((950...958).contains(perMille(calls) { (4_038..<99_061).contains($0.durationUs) }))
        #expect(calls.allSatisfy { (100..<3_000_000).contains($0.durationUs) })
    }

    @Test(
        "A call comes every interval, give or take four fifths of it", arguments: [500_000, 50_000])
    func times(interval: Int64) {
        let workload = Workload(seed: 4, interval: interval)
        let jitters = (0..<Self.count).map {
            workload.call($0).offset - Int64($0) * interval
        }
        let bound = interval / 5 * 4
        #expect(jitters.allSatisfy { (-bound..<bound).contains($0) })
        let late = jitters.count { $0 > bound / 2 } * 1000 / jitters.count
        #expect((244...256).contains(late))
    }

    @Test("Each tenant has as many keys, and their ids are all different and in the ledger's form")
    func keys() {
        let perTenant = Dictionary(grouping: 0..<Workload.keys, by: Workload.tenant(ofKey:))
        #expect(perTenant.count == Workload.tenants)
        #expect(perTenant.values.allSatisfy { $0.count == Workload.keys / Workload.tenants })
        let ids = Set((0..<Workload.keys).map(Workload.keyID))
        #expect(ids.count == Workload.keys)
        #expect(
            ids.allSatisfy { id in
                id.hasPrefix("key_") && id.utf8.dropFirst(4).allSatisfy(Base62.isDigit)
                    && id.utf8.count == 26
            })
        let digests = Set((0..<Workload.keys).map { Workload.secret($0).digest })
        #expect(digests.count == Workload.keys)
    }

    @Test("A line says what its call says")
    func lines() {
        let workload = Workload(seed: 5)
        let lines = WorkloadLines(workload, from: .start)
        let (call, line) = (workload.call(17), lines.line(17))
        #expect(line.id == call.idText)
        #expect(line.id?.count == 32)
        #expect(line.key == Workload.keyID(call.key))
        #expect(line.time == Timestamp.start.advanced(by: call.offset))
        #expect(line.operation == Workload.operation(call.operation))
        #expect(line.ip == call.ip)
        #expect(line.status == call.status)
    }
}
