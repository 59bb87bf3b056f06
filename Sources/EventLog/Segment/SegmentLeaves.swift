import LedgerCore
import Transparency

/// Hashes the leaves of a segment's entries, in order; those of usage records without making an
/// `Entry` of each.
struct SegmentLeaves {
    /// The hashes over the leaves so far.
    private(set) var tree = SubtreeHashes()

    private let firstSequence: UInt64
    /// The blinds of all leaves, one after the other.
    private let blinds: [UInt8]
    private var templates: [UsageLeaf] = []
    private var leaf = LeafText()
    /// When the entries of the present frame were recorded, as JSON.
    private var recordedAt: [UInt8] = []

    /// What a row of a usage record has beside its texts.
    struct Row {
        /// The number of its template.
        var template = 0
        /// When it happened; without meaning where the template has no time, as the others here.
        var time = Timestamp.epoch
        var durationUs: Int64 = 0
        var requestBytes: Int64 = 0
        var responseBytes: Int64 = 0
        var amounts = UsageRow.Amounts(repeating: 0)
        /// The commitments.
        var personal = Digest.zero
        var actorPersonal = Digest.zero
    }

    /// - Parameters:
    ///   - sequences: those of the segment.
    ///   - blinding: the blinds of the leaves.
    init(of sequences: Range<UInt64>, blinding: Blinding) {
        firstSequence = sequences.lowerBound
        blinds = blinding.blinds(of: sequences)
    }

    /// The sequence of the next entry.
    private var sequence: UInt64 { firstSequence + tree.count }

    private var blind: Range<Int> {
        let start = Int(tree.count) * Blinding.blindBytes
        return start..<(start + Blinding.blindBytes)
    }

    /// Takes the template with the next number.
    mutating func addTemplate(_ prototype: Entry) {
        templates.append(UsageLeaf(prototype))
    }

    /// Says when the entries that follow were recorded.
    mutating func beginFrame(recordedAt time: Timestamp) {
        recordedAt.removeAll(keepingCapacity: true)
        recordedAt.appendJSON(string: time.rfc3339.utf8Span.span)
    }

    /// Hashes the leaf of a usage record.
    /// - Parameters:
    ///   - tenant: as JSON, as `key` and `operation`.
    ///   - id: UTF-8, as `traceID`.
    /// - Throws: where the texts are none.
    mutating func append(
        _ row: Row, tenant: Span<UInt8>, key: Span<UInt8>, operation: Span<UInt8>,
        id: Span<UInt8>, traceID: Span<UInt8>
    ) throws(FormatError) {
        guard id.isUTF8, traceID.isUTF8 else { throw .malformed("text") }
        let (sequence, blind, blinds, recordedAt) = (sequence, blind, blinds, recordedAt)
        // A character is escaped to six bytes at most.
        let textBytes =
            tenant.count + key.count + operation.count + 6 * (id.count + traceID.count)
        templates[row.template].write(to: &leaf, textBytes: textBytes) { slot, leaf in
            switch slot {
            case .actorPersonal: leaf.hexadecimal(row.actorPersonal)
            case .blind: leaf.hexadecimal(blinds.span.extracting(blind))
            case .amount(let place): leaf.integer(row.amounts[place])
            case .durationUs: leaf.integer(row.durationUs)
            case .operation: leaf.append(operation)
            case .requestBytes: leaf.integer(row.requestBytes)
            case .responseBytes: leaf.integer(row.responseBytes)
            case .traceID: leaf.string(traceID)
            case .id: leaf.string(id)
            case .key: leaf.append(key)
            case .personal: leaf.hexadecimal(row.personal)
            case .recordedAt: leaf.append(recordedAt.span)
            case .sequence: leaf.integer(sequence)
            case .tenant: leaf.append(tenant)
            case .time: leaf.time(row.time)
            }
        }
        tree.append(leaf.withBytes { TreeHash.leaf($0) })
    }

    /// Hashes the leaf of any entry.
    mutating func append(_ entry: Entry) {
        tree.append(TreeHash.leaf(entry.leaf(blind: Array(blinds[blind]))))
    }
}

extension FlatTexts {
    /// Texts as JSON strings.
    init(json texts: FlatTexts) {
        self.init()
        for number in 0..<texts.count {
            let text = texts.bytes.span.extracting(texts.range(of: number))
            append { $0.appendJSON(string: text) }
        }
    }

    mutating func append(json text: String) {
        append { $0.appendJSON(string: text.utf8Span.span) }
    }
}
