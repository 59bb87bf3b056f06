import Foundation
import LedgerTesting
import Testing

/// Callers who open more connections than the process may have files.
@Suite struct DescriptorTests {
    @Test func `Connections beyond the bound take none of the ledger's own files`() async throws {
        let ledger = try await FaultLedger(in: TestFolder())
        // Other tests of this process have files open that a program it starts would have too. The
        // shell's limit is the hard one: it cannot be raised again.
        let script = """
            for file in /proc/$$/fd/*; do
                number=${file##*/}
                ((number > 2)) && eval "exec $number>&-"
            done
            ulimit -n 100
            exec "$0" serve --data "$1" --listen 127.0.0.1:0
            """
        let process = try ProgramProcess(
            ["-c", script, Program.url.path, ledger.data], program: URL(filePath: "/bin/bash"),
            in: ledger.folder)
        let server = try await Server(whenListening: process)
        let port = try #require(URL(string: server.url)?.port)
        // This connection is taken, and kept for what follows.
        #expect(try await ledger.send(1, to: server)?.status == 200)
        do {
            let idle = (0..<150).map { _ in LoopbackSocket(port: port) }
            // Segments are sealed and the state is flushed meanwhile.
            for _ in 0..<8 { #expect(try await ledger.send(100, to: server)?.status == 200) }
            withExtendedLifetime(idle) {}
        }
        #expect(!process.hasEnded, "\(process.messages)")
        await ledger.end(server)
        try await ledger.expectWhole()
    }
}
