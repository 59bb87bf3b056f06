/// Bytes that are not of the form they claim to be. Met only where stored bytes are damaged, or
/// newer than this program.
package enum FormatError: Error, Sendable, Equatable {
    /// The bytes end inside a value.
    case truncated
    /// A value is not of its kind: what was read, and where.
    case malformed(String)
    /// An entry type that this version does not know. A reader refuses to go on; it never skips.
    case unknownType(UInt8)
    /// A field that this version does not know, in an entry of that type.
    case unknownField(String, UInt8)
    /// A format version that this program does not know.
    case unknownVersion(UInt16)

    /// What is wrong and what to do about it.
    package var sentence: String {
        switch self {
        case .truncated: "The stored bytes end inside a value; run keyledger verify."
        case .malformed(let what): "The stored bytes hold no valid \(what); run keyledger verify."
        case .unknownType(let number):
            "Entry type \(number) is unknown to this version; open the folder with a newer keyledger."
        case .unknownField(let type, let number):
            "Field \(number) of \(type) is unknown to this version; open the folder with a newer keyledger."
        case .unknownVersion(let version):
            "Format version \(version) is unknown to this version; open the folder with a newer keyledger."
        }
    }
}
