import Foundation
import Glibc
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
            let idle = (0..<150).map { _ in IdleConnection(port: port) }
            // Segments are sealed and the state is flushed meanwhile.
            for _ in 0..<8 { #expect(try await ledger.send(100, to: server)?.status == 200) }
            withExtendedLifetime(idle) {}
        }
        #expect(!process.hasEnded, "\(process.messages)")
        await ledger.end(server)
        try await ledger.expectWhole()
    }
}

/// A connection that says nothing.
private final class IdleConnection {
    private let handle: Int32

    init(port: Int) {
        handle = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port).bigEndian)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        // One that the server does not take waits in the system's queue, which is as good.
        _ = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(handle, $0, size)
            }
        }
    }

    deinit { close(handle) }
}
