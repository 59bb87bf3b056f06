import LedgerCore

/// The pairs of key and tenant of a segment while it is gathered, each with the list of the
/// personal values of its rows.
struct SegmentKeyTable {
    /// One pair.
    struct Pair {
        /// Not for the entries of a tenant that are of no key.
        let hasKey: Bool
        /// The number of the tenant's term.
        let tenant: Int
        /// How many rows it has.
        var rows = 0
        /// The personal values of its rows, each once, as `SegmentIntake` numbers them.
        var personals: [Int] = []
    }

    private(set) var pairs: [Pair] = []
    private var index = FlatIndex()
    /// The keys of the pairs, UTF-8; empty where there is none.
    private(set) var keys = FlatTexts()
    /// The personal values in the lists of all pairs, and by their hash where each is.
    private var places: [Place] = []
    private var placeIndex = FlatIndex()
    /// By personal value: the place that it was last asked for. Most belong to one pair alone.
    private var lastPlaces: [Place] = []

    private struct Place {
        let pair: Int
        let personal: Int
        /// In the list of the pair.
        let index: Int
    }

    /// The number of a pair, which is added where it is new.
    /// - Parameters:
    ///   - key: its id; empty where there is none.
    ///   - isKey: whether there is one.
    mutating func number(of key: Span<UInt8>, isKey: Bool, tenant: Int) -> Int {
        let hash = QuickHash.hash(UInt64(tenant), isKey ? QuickHash.hash(unsafe key.bytes) : 0)
        let known = index.find(hash) { number in
            pairs[number].tenant == tenant && pairs[number].hasKey == isKey
                && keys.has(key, at: number)
        }
        if let known { return known }
        pairs.append(Pair(hasKey: isKey, tenant: tenant))
        keys.append(key)
        index.insert(pairs.count - 1, hash: hash)
        return pairs.count - 1
    }

    mutating func countRow(of pair: Int) { pairs[pair].rows += 1 }

    /// The key of a pair; nil where it has none.
    func key(of pair: Int) -> String? { pairs[pair].hasKey ? keys.text(pair) : nil }

    /// The index of a personal value in the list of a pair, to which it is added where it is new.
    mutating func place(of personal: Int, in pair: Int) -> Int {
        while lastPlaces.count <= personal {
            lastPlaces.append(Place(pair: -1, personal: personal, index: 0))
        }
        if lastPlaces[personal].pair == pair { return lastPlaces[personal].index }
        let place = findPlace(of: personal, in: pair)
        lastPlaces[personal] = place
        return place.index
    }

    private mutating func findPlace(of personal: Int, in pair: Int) -> Place {
        let hash = QuickHash.hash(UInt64(pair), UInt64(personal))
        let known = placeIndex.find(hash) {
            places[$0].pair == pair && places[$0].personal == personal
        }
        if let known { return places[known] }
        let place = Place(pair: pair, personal: personal, index: pairs[pair].personals.count)
        pairs[pair].personals.append(personal)
        placeIndex.insert(places.count, hash: hash)
        places.append(place)
        return place
    }
}
