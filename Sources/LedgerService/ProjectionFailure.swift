import EventLog
import Projections

extension LogError {
    /// A projection that cannot be written or read.
    init(_ error: ProjectionError) {
        self.init(
            code: error.code == .diskFull ? .diskFull : .fileFailed, sentence: error.sentence,
            place: error.place)
    }
}

/// Runs an act on a projection, whatever is wrong with which ends what it is done for.
/// - Throws: `disk_full`, `file_failed`.
func convertingProjectionErrors<Result>(
    _ body: () throws(ProjectionError) -> Result
) throws(LogError) -> Result {
    do throws(ProjectionError) { return try body() } catch { throw LogError(error) }
}

/// Runs an act on a projection.
/// - Returns: nil where what is there is of no use, and must be made again.
/// - Throws: `disk_full`, `file_failed`.
func ifUsable<Result>(
    _ body: () throws(ProjectionError) -> Result
) throws(LogError) -> Result? {
    do throws(ProjectionError) {
        return try body()
    } catch {
        if error.meansRebuild { return nil }
        throw LogError(error)
    }
}
