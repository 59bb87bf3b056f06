/// The bounds of what is read from CloudTrail files. The field bounds are those of the ledger's
/// entries.
package enum CloudTrailLimits {
    /// Bytes of one file once decompressed; CloudTrail's own files are far below it.
    package static let fileBytesMax = 64 << 20

    /// UTF-8 bytes of an id, tenant, operation, client or code; a longer one is a problem of its
    /// record.
    package static let identifierBytesMax = 255

    /// UTF-8 bytes of a user agent; a longer one is cut, because history cannot be asked to send
    /// less.
    package static let userAgentBytesMax = 512

    /// Characters of the name of a principal; a longer one is a problem of its record.
    package static let nameCharactersMax = 200
}
