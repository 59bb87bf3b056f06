import HTTPTypes
import HummingbirdCore

/// How a list is written, as its reader wishes.
enum RowFormat: CaseIterable {
    /// One document, with where the next page begins.
    case json
    /// One row per line, each as in the JSON document.
    case ndjson
    /// One row per record.
    case csv

    /// What `Accept` may call it, the usual name first.
    private var names: [String] {
        switch self {
        case .json: ["application/json"]
        case .ndjson: ["application/x-ndjson", "application/ndjson", "application/jsonl"]
        case .csv: ["text/csv"]
        }
    }

    var contentType: String {
        switch self {
        case .json: "application/json"
        case .ndjson: "application/x-ndjson"
        case .csv: "text/csv; charset=utf-8; header=present"
        }
    }

    /// What `Accept` likes best (RFC 9110 section 12.5.1); JSON where it does not say.
    /// - Throws: `not_acceptable` where it takes none.
    init(for request: Request) throws(APIError) {
        let ranges = request.headers[values: .accept].flatMap { $0.split(separator: ",") }
            .map { AcceptRange($0) }
        guard !ranges.isEmpty else {
            self = .json
            return
        }
        let liked = RowFormat.allCases.map { format in
            (format: format, weight: AcceptRange.weight(of: format.names, in: ranges))
        }
        // Of equals the first counts: JSON before the others.
        let best = liked.reduce(liked[0]) { $1.weight > $0.weight ? $1 : $0 }
        guard best.weight > 0 else {
            throw APIError(
                .notAcceptable, "not_acceptable",
                "This is written as application/json, application/x-ndjson or text/csv; accept one."
            )
        }
        self = best.format
    }
}

/// One of the things that an `Accept` field lists: `text/csv;q=0.5`.
private struct AcceptRange {
    private let type: String
    /// How much it is liked, in thousandths.
    private let weight: Int

    init(_ text: Substring) {
        let parts = text.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" } }
        type = parts.first?.lowercased() ?? ""
        let quality = parts.dropFirst().first { $0.lowercased().hasPrefix("q=") }
        weight = quality.map { Self.thousandths($0.dropFirst(2)) } ?? 1_000
    }

    /// The weight that the most specific of the ranges gives to what has these names.
    static func weight(of names: [String], in ranges: [AcceptRange]) -> Int {
        let families = Set(names.compactMap { $0.split(separator: "/").first.map { "\($0)/*" } })
        for isMeant: (String) -> Bool in [names.contains, families.contains, { $0 == "*/*" }] {
            if let range = ranges.first(where: { isMeant($0.type) }) { return range.weight }
        }
        return 0
    }

    /// `0.5` is 500. What is no weight is the highest.
    private static func thousandths(_ text: String.SubSequence) -> Int {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first.flatMap({ Int($0) }), whole == 0 else { return 1_000 }
        let fraction = parts.count > 1 ? parts[1].prefix(3) : ""
        let digits = fraction + String(repeating: "0", count: 3 - fraction.count)
        return Int(digits) ?? 1_000
    }
}
