import EventLog
import LedgerService

extension Failure {
    /// What went wrong with a data folder.
    init(_ error: LogError) {
        self.init(LedgerError(error))
    }

    /// What went wrong with a ledger. Damage has an exit code of its own.
    init(_ error: LedgerError) {
        let damage = [LogError.Code.damaged, .incompleteFolder].map(\.rawValue)
        self.init(
            damage.contains(error.code) ? .damaged : .refused, error.sentence, code: error.code)
    }

    /// Does what opens or makes a ledger.
    static func converting<Value>(
        _ body: () throws(LedgerError) -> Value
    ) throws(Failure) -> Value {
        do throws(LedgerError) {
            return try body()
        } catch {
            throw Failure(error)
        }
    }
}
