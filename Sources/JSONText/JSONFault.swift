/// What is wrong with a JSON text, or with what is asked of it.
package enum JSONFault: Error, Sendable, Equatable {
    /// It is no JSON (RFC 8259), or names a surrogate that has no partner.
    case malformed
    case notUTF8
    /// It nests deeper than the reader goes.
    case tooDeep
    /// An object has that name twice.
    case duplicateName(String)
    /// There is a value, of another kind than the one that is named: "a string".
    case wrongKind(expected: String)
}
