/// Where what is derived is not what its log comes to.
package struct ProjectionDifference: Hashable, Sendable {
    /// The file, and the part of it.
    package let place: String
    /// What is otherwise, as a sentence.
    package let sentence: String

    package init(place: String, sentence: String) {
        self.place = place
        self.sentence = sentence
    }
}
