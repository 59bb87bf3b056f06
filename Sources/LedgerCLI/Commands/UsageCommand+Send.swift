import ArgumentParser
import Foundation
import LedgerText

extension UsageCommand {
    struct Send: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Report calls that happened, one JSON object per line.",
            discussion: """
                Each line is recorded or refused for itself. Give every line an id: then the same \
                file may be sent again, and nothing is counted twice. Exit code 1 where a line \
                was refused. A ledger that is busy is asked again when it says so.

                Examples:
                  keyledger usage send calls.ndjson
                  zcat calls.ndjson.gz | keyledger usage send -

                A line: {"id":"8f2c","key":"key_…","operation":"GET /orders","status":200}
                """)

        @Argument(help: "The file; - is standard input.", completion: .file())
        var file: String

        @OptionGroup var options: APIOptions

        func run() async throws {
            let (handle, bytes) = try opened()
            let (summary, failure) = try await options.connection.withAPI { api in
                await Self.send(LineBatches(handle), of: bytes, to: api)
            }
            try summary.show(options.output)
            if let failure {
                throw Failure(
                    failure.status,
                    "Stopped after line \(summary.linesSent): \(failure.sentence) Send the file "
                        + "again then; lines with an id are not counted twice.",
                    code: failure.code)
            }
            if summary.refusedCount > 0 {
                throw Failure(.refused, "\(Number.counted(summary.refusedCount, "line")) refused.")
            }
        }

        /// Sends all batches, one after another.
        /// - Returns: what became of the lines, and what stopped it before the end.
        private static func send(
            _ batches: LineBatches, of bytes: Int?, to api: any LedgerAPI
        ) async -> (UsageSummary, Failure?) {
            var batches = batches
            var sender = UsageSender(api)
            var progress = ProgressDisplay("sending")
            defer { progress.finish() }
            do throws(Failure) {
                while let batch = try batches.next() {
                    try await sender.send(batch)
                    // How many lines a file has is known at its end only; its bytes tell how far it
                    // is.
                    let lines = sender.summary.linesSent
                    let total = bytes.map { share(lines, batches.bytesRead, $0) }
                    progress.update(done: lines, total: total)
                }
                return (sender.summary, nil)
            } catch {
                return (sender.summary, error)
            }
        }

        /// About how many lines there are, from those that the bytes so far held.
        private static func share(_ lines: Int, _ bytesRead: Int, _ bytes: Int) -> Int {
            guard bytesRead < bytes else { return lines }
            return Int(clamping: Int128(lines) * Int128(bytes) / Int128(max(1, bytesRead)))
        }

        private func opened() throws(Failure) -> (FileHandle, bytes: Int?) {
            if file == "-" { return (.standardInput, nil) }
            guard let handle = FileHandle(forReadingAtPath: file) else {
                throw Failure(.refused, "\(file) cannot be read; check its name and permissions.")
            }
            let attributes = try? FileManager.default.attributesOfItem(atPath: file)
            let bytes = attributes?[.size] as? Int
            return (handle, bytes == 0 ? nil : bytes)
        }
    }
}
