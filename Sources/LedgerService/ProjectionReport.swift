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
    /// How many of them are in sealed segments, as segments.
    package var segments = 0
    /// Whether there is a state on disk.
    package var isStateMade = false
    /// Whether there is an index of ids on disk.
    package var areIDsMade = false
    /// How many segments have an index on disk.
    package var indexesMade = 0
    /// The sequence that the stored state has reached; nil where there is none of use.
    package var statePosition: UInt64?
    /// The sequence that the stored index of ids has reached; nil where there is none of use.
    package var idsPosition: UInt64?
    /// Everything that is otherwise than the log gives.
    package var differences: [Difference] = []

    /// Whether something is not there, which the next start makes.
    package var lacksSome: Bool { !isStateMade || !areIDsMade || indexesMade < segments }
}
