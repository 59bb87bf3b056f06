/// Ends the process when a call fails that no input can make fail: a digest or a cipher of the
/// right sizes on a context that was set up. Going on would mean a wrong hash in the ledger.
func require(_ status: Int32, _ what: StaticString = "libcrypto failed in a digest or cipher") {
    precondition(status == 1, "\(what)")
}

extension Span<UInt8> {
    /// Runs a body with these bytes at an address that is never nil: libcrypto takes nil for
    /// "unchanged" and not for "empty".
    func withAddress<Result>(_ body: (UnsafePointer<UInt8>) -> Result) -> Result {
        unsafe withUnsafeBufferPointer { bytes in
            guard let start = bytes.baseAddress else {
                var nothing: UInt8 = 0
                return unsafe withUnsafePointer(to: &nothing) { unsafe body($0) }
            }
            return unsafe body(start)
        }
    }
}
