import Projections

/// What a comparison of everything derived with the log found.
package struct ProjectionReport: Sendable, Hashable {
    /// Something that is otherwise than the log gives.
    package struct Difference: Sendable, Hashable {
        /// The file or folder, and the part of it.
        package let place: String
        /// What is otherwise, as a sentence.
        package let sentence: String

        init(place: String, sentence: String) {
            self.place = place
            self.sentence = sentence
        }

        init(_ difference: ProjectionDifference) {
            self.init(place: difference.place, sentence: difference.sentence)
        }
    }

    /// How many entries the log has.
    package var entries: UInt64 = 0
    /// The sequence that the stored state has reached; nil where it is of no use.
    package var statePosition: UInt64?
    /// The sequence that the stored index of ids has reached; nil where it is of no use.
    package var idsPosition: UInt64?
    /// Everything that is otherwise than the log gives.
    package var differences: [Difference] = []
}
