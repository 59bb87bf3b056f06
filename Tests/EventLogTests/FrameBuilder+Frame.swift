import EventLog

extension FrameBuilder {
    /// The frame as it is read again.
    consuming func frame() -> Frame {
        do throws(LogError) {
            return try Frame(validating: finish().bytes)
        } catch {
            preconditionFailure("a frame that was built cannot be read: \(error)")
        }
    }
}
