import CLMDB

extension Span<UInt8> {
    /// Runs a body with these bytes as LMDB takes them. LMDB does not write to them.
    func withValue<Result>(_ body: (inout MDB_val) -> Result) -> Result {
        unsafe withUnsafeBytes { bytes in
            var value = unsafe MDB_val(
                mv_size: bytes.count,
                mv_data: UnsafeMutableRawPointer(mutating: bytes.baseAddress))
            return unsafe body(&value)
        }
    }

    func elementsEqual(_ other: Span<UInt8>) -> Bool {
        unsafe withUnsafeBytes { own in
            unsafe other.withUnsafeBytes { unsafe own.elementsEqual($0) }
        }
    }
}

extension MDB_val {
    /// Lends the bytes it points at; they must stay where they are for as long as the body runs.
    @unsafe
    func lend<Result, Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let start = unsafe mv_data?.assumingMemoryBound(to: UInt8.self)
        return try body(unsafe UnsafeBufferPointer(start: start, count: mv_size).span)
    }
}
