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

    private struct Rank {
        let pair: Int
        let packed: PackedKeyID?
        let key: String?
        let tenant: String

        private var form: Int { key == nil ? 0 : packed != nil ? 1 : 2 }

        static func precedes(_ one: Rank, _ other: Rank) -> Bool {
            if one.form != other.form { return one.form < other.form }
            if let id = one.packed, let otherID = other.packed, id != otherID {
                return id < otherID
            }
            if one.packed == nil, let key = one.key, let otherKey = other.key,
                Term(key) != Term(otherKey)
            {
                return key.utf8.lexicographicallyPrecedes(otherKey.utf8)
            }
            return one.tenant.utf8.lexicographicallyPrecedes(other.tenant.utf8)
        }
    }

    init(_ intake: SegmentIntake) {
        let all = intake.keys.pairs
        let ranks = all.indices.map { number in
            Rank(
                pair: number, packed: all[number].key.flatMap { PackedKeyID($0) },
                key: all[number].key,
                tenant: intake.writer.dictionary.terms[all[number].tenant])
        }.sorted(by: Rank.precedes)
        pairs = ranks.map(\.pair)
        packedIDs = ranks.compactMap(\.packed)
        pairsWithoutKey = ranks.count { $0.key == nil }
        var numbers = [Int](repeating: 0, count: all.count)
        for (number, pair) in pairs.enumerated() { numbers[pair] = number }
        pairNumbers = numbers

        var personalNumbers = [Int](repeating: -1, count: intake.personals.personals.count)
        for pair in pairs {
            for personal in all[pair].personals where personalNumbers[personal] < 0 {
                personalNumbers[personal] = personals.count
                personals.append(personal)
            }
        }
        self.personalNumbers = personalNumbers
    }

    /// The personal values whose holder is the key of every pair that lists them, by their numbers
    /// in the intake.
    static func heldByKey(_ intake: SegmentIntake) -> [Bool] {
        var isHeld = [Bool](repeating: true, count: intake.personals.personals.count)
        for pair in intake.keys.pairs {
            for personal in pair.personals {
                let holder = intake.personals.personals[personal].holder
                if pair.key.map({ Term($0) == Term(holder) }) != true { isHeld[personal] = false }
            }
        }
        return isHeld
    }
}
