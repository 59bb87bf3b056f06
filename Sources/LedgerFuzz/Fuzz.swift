import Foundation
import LedgerTesting

/// What libFuzzer calls for each input. `KEYLEDGER_FUZZ` names the format.
private let trial: DecoderTrial = {
    let name = ProcessInfo.processInfo.environment["KEYLEDGER_FUZZ"] ?? ""
    guard let format = DecoderTrial.Format(rawValue: name), let trial = try? DecoderTrial(format)
    else {
        print("KEYLEDGER_FUZZ must be one of", DecoderTrial.Format.allCases.map(\.rawValue))
        exit(2)
    }
    return trial
}()

/// - Returns: always 0: every input is worth keeping that reaches something new.
@c(LLVMFuzzerTestOneInput)
func fuzz(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    try? trial.decode(unsafe Array(UnsafeBufferPointer(start: bytes, count: count)))
    return 0
}
