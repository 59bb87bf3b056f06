import Dispatch
import Foundation
import LedgerTesting

/// Writes the samples of a format into the folder that `KEYLEDGER_CORPUS` names, before libFuzzer
/// reads it.
@c(LLVMFuzzerInitialize)
func initialize(
    _ count: UnsafeMutablePointer<CInt>?,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>?
) -> CInt {
    let environment = ProcessInfo.processInfo.environment
    guard let folder = environment["KEYLEDGER_CORPUS"],
        let format = DecoderTrial.Format(rawValue: environment["KEYLEDGER_FUZZ"] ?? "")
    else { return 0 }
    let isDone = DispatchSemaphore(value: 0)
    Task.detached {
        do {
            for (number, sample) in try await DecoderSamples()[format].enumerated() {
                try Data(sample).write(to: URL(filePath: "\(folder)/sample-\(number)"))
            }
        } catch {
            print("the samples could not be made: \(error)")
            exit(2)
        }
        isDone.signal()
    }
    isDone.wait()
    return 0
}
