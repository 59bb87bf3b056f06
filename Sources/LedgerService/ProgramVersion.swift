/// The version of this program.
package enum ProgramVersion {
    /// By the rules of semantic versioning.
    package static let current = "0.1.0"
}
