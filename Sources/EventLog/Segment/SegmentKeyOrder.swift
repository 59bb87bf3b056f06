import LedgerCore

/// The order that the pairs of key and tenant have in the file, and the personal values with them.
///
/// Pairs without a key come first, then those of packed ids, then the others; within each by the
/// bytes of the id, then by those of the tenant's name. So a key is found by halving. Personal
/// values are numbered in the order in which the lists of the pairs name them first.
struct SegmentKeyOrder {
    /// The pairs of the intake, in the order of the file.
    let pairs: [Int]
    /// By the number of a pair in the intake: its number in the file.
    let pairNumbers: [Int]
    /// The personal values of the intake, in the order of the file.
    private(set) var personals: [Int] = []
    /// By the number of a personal value in the intake: its number in the file.
    private(set) var personalNumbers: [Int]
    /// The packed ids, in their order.
    private(set) var packedIDs: [PackedKeyID] = []
    let pairsWithoutKey: Int

    /// What a pair is ordered by: numbers alone, since many are moved while they are ordered.
    private struct Rank {
        let pair: Int
        /// Nil where the pair has no key, or the key's id is not packed.
        let packed: PackedKeyID?
        /// Among the ids that are not packed; nil where the pair has no such.
        let keyPlace: Int?
        let tenantPlace: Int

        private var form: Int { packed != nil ? 1 : keyPlace != nil ? 2 : 0 }

        static func precedes(_ one: Rank, _ other: Rank) -> Bool {
            if one.form != other.form { return one.form < other.form }
            if let id = one.packed, let otherID = other.packed, id != otherID {
                return id < otherID
            }
            if let key = one.keyPlace, let otherKey = other.keyPlace, key != otherKey {
                return key < otherKey
            }
            return one.tenantPlace < other.tenantPlace
        }
    }

    init(_ intake: SegmentIntake) {
        let all = intake.keys.pairs
        let terms = intake.writer.dictionary.built.terms
        var tenantPlaces = [Int](repeating: 0, count: terms.count)
        let tenants = Set(all.map(\.tenant)).sorted { Self.precedes(terms[$0], terms[$1]) }
        for (place, tenant) in tenants.enumerated() { tenantPlaces[tenant] = place }
        let ids = intake.keys.keys
        let packed = all.indices.map { PackedKeyID(ids.bytes.span.extracting(ids.range(of: $0))) }
        let others = Set(
            all.indices.compactMap {
                packed[$0] == nil ? intake.keys.key(of: $0).map(Term.init) : nil
            }
        ).sorted { Self.precedes($0.text, $1.text) }
        let keyPlaces = Dictionary(uniqueKeysWithValues: zip(others, others.indices))
        let ranks = all.indices.map { number in
            Rank(
                pair: number, packed: packed[number],
                keyPlace: packed[number] == nil
                    ? intake.keys.key(of: number).flatMap { keyPlaces[Term($0)] } : nil,
                tenantPlace: tenantPlaces[all[number].tenant])
        }.sorted(by: Rank.precedes)
        pairs = ranks.map(\.pair)
        packedIDs = ranks.compactMap(\.packed)
        pairsWithoutKey = all.count { !$0.hasKey }
        var numbers = [Int](repeating: 0, count: all.count)
        for (number, pair) in pairs.enumerated() { numbers[pair] = number }
        pairNumbers = numbers

        var personalNumbers = [Int](repeating: -1, count: intake.personals.count)
        for pair in pairs {
            for personal in all[pair].personals where personalNumbers[personal] < 0 {
                personalNumbers[personal] = personals.count
                personals.append(personal)
            }
        }
        self.personalNumbers = personalNumbers
    }

    private static func precedes(_ one: String, _ other: String) -> Bool {
        one.utf8.lexicographicallyPrecedes(other.utf8)
    }

    /// The personal values whose holder is the key of every pair that lists them, by their numbers
    /// in the intake.
    static func heldByKey(_ intake: SegmentIntake) -> [Bool] {
        let (keys, holders) = (intake.keys, intake.personals.holders)
        var isHeld = [Bool](repeating: true, count: intake.personals.count)
        for (number, pair) in keys.pairs.enumerated() {
            for personal in pair.personals
            where !pair.hasKey
                || !keys.keys.has(
                    holders.bytes.span.extracting(holders.range(of: personal)), at: number)
            {
                isHeld[personal] = false
            }
        }
        return isHeld
    }
}
