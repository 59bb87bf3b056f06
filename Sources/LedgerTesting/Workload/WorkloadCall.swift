package import LedgerCore

/// One call of workload W, with keys and operations as numbers.
package struct WorkloadCall: Sendable, Equatable {
    package var key: Int
    package var operation: Int
    /// Microseconds since the time of the first call, give or take the jitter.
    package var offset: Int64
    package var status: Int64
    package var durationUs: Int64
    package var requestBytes: Int64
    package var responseBytes: Int64
    /// Which of the key's addresses it came from.
    package var address: Int
    package var id: UInt128

    /// The id as 32 lower-case hexadecimal digits.
    package var idText: String {
        unsafe String(unsafeUninitializedCapacity: 32) { digits in
            let halves = [UInt64(id >> 64), UInt64(truncatingIfNeeded: id)]
            for place in 0..<4 {
                let word = halves[place / 2] >> (place % 2 == 0 ? 32 : 0)
                unsafe UnsafeMutableRawBufferPointer(digits).storeBytes(
                    of: Hex.digits(of: UInt32(truncatingIfNeeded: word)).littleEndian,
                    toByteOffset: 8 * place, as: UInt64.self)
            }
            return 32
        }
    }

    package var ip: String { Workload.address(address, ofKey: key) }
}

/// Turns calls of W into usage lines; holds the texts that many of them share.
package struct WorkloadLines: Sendable {
    private let workload: Workload
    private let start: Timestamp
    private let keys: [String]
    private let operations: [String]

    /// - Parameter start: the time of the first call. A ledger accepts it if it is at most 35 days
    ///   back and the last call at most five minutes ahead.
    package init(_ workload: Workload, from start: Timestamp) {
        self.workload = workload
        self.start = start
        keys = (0..<Workload.keys).map(Workload.keyID)
        operations = (0..<Workload.operations).map(Workload.operation)
    }

    /// The line that reports the call with a number.
    package func line(_ number: Int) -> UsageLine {
        let call = workload.call(number)
        var line = UsageLine()
        line.key = keys[call.key]
        line.time = start.advanced(by: call.offset)
        line.id = call.idText
        line.source = Workload.source
        line.operation = operations[call.operation]
        line.status = call.status
        line.durationUs = call.durationUs
        line.requestBytes = call.requestBytes
        line.responseBytes = call.responseBytes
        line.ip = call.ip
        return line
    }

    package func lines(_ numbers: Range<Int>) -> [UsageLine] { numbers.map(line) }
}
