import Foundation
import LedgerTesting

/// Calls of W as a CSV file for the peers.
///
/// Columns: id (32 hexadecimal digits), time (microseconds since the first call), key, operation,
/// status, duration in microseconds, request and response bytes, address. The source is the same
/// for all, and the tenant follows from the key (`keys`).
enum WorkloadFile {
    private static let chunkBytes = 1 << 20

    /// Writes the calls below `count`.
    static func write(_ workload: Workload, calls count: Int, to path: String) throws {
        let keys = (0..<Workload.keys).map(Workload.keyID)
        let operations = (0..<Workload.operations).map(Workload.operation)
        try write(to: path, rows: count) { number in
            let call = workload.call(number)
            return """
                \(call.idText),\(call.offset),\(keys[call.key]),\(operations[call.operation]),\
                \(call.status),\(call.durationUs),\(call.requestBytes),\(call.responseBytes),\
                \(call.ip)

                """
        }
    }

    /// Writes the keys, each with the number of its tenant.
    static func writeKeys(to path: String) throws {
        try write(to: path, rows: Workload.keys) { index in
            "\(Workload.keyID(index)),\(Workload.tenant(ofKey: index))\n"
        }
    }

    private static func write(
        to path: String, rows: Int, _ row: (Int) -> String
    ) throws {
        guard FileManager.default.createFile(atPath: path, contents: nil),
            let handle = FileHandle(forWritingAtPath: path)
        else { throw BenchError(description: "\(path) cannot be written") }
        var chunk: [UInt8] = []
        for number in 0..<rows {
            chunk.append(contentsOf: row(number).utf8)
            if chunk.count >= chunkBytes || number == rows - 1 {
                try handle.write(contentsOf: chunk)
                chunk.removeAll(keepingCapacity: true)
            }
        }
        try handle.close()
    }
}
