import AsyncHTTPClient
import Foundation
import Testing

/// Disks that are full, that cannot be written, and that fail to sync.
@Suite(.serialized) struct DiskFaultTests {
    @Test
    func `A full disk is an answer: reads and checks go on, and so do appends once there is room`()
        async throws
    {
        let folder = try TestFolder()
        let disk = try SmallDisk(at: folder.path("data"), mebibytes: 128)
        let ledger = try await FaultLedger(in: folder)
        let server = try await ledger.serve()
        try await ledger.send(600, to: server)
        try disk.fill()
        for _ in 0..<3 {
            let refused = try await ledger.send(100, to: server)
            #expect(refused?.status == 503)
            #expect(try ledger.codes(of: refused) == ["disk_low"], "\(refused?.text ?? "")")
        }
        let client = server.client(FaultLedger.http, token: ledger.token)
        let made = try await client.send(.post, "/v1/tenants", .json(["id": "other"]))
        #expect(made.status == 503)
        #expect(try made.json["code"] == "disk_low")
        #expect(try await ledger.calls(on: server) == 600)
        let check = try await client.send(
            .post, "/v1/authorize",
            .json(["key": .string(ledger.key), "operation": "read", "mode": "check"]))
        #expect(try check.json["allowed"] == .boolean(true))
        let status = try await client.send(.get, "/v1/status")
        #expect(try status.json["problems"] == ["disk_low"])
        #expect(try status.json["days_until_full"] == 0)

        try disk.free()
        #expect(try await ledger.send(600, to: server)?.status == 200)
        #expect(ledger.acknowledged.count == 1_200)
        await ledger.end(server)
        try await ledger.expectWhole()
    }

    @Test
    func `A disk that fills up under load, and a start on it, lose nothing`() async throws {
        let folder = try TestFolder()
        let disk = try SmallDisk(at: folder.path("data"), mebibytes: 128)
        let ledger = try await FaultLedger(in: folder)
        for _ in 0..<3 {
            let server = try await ledger.serve()
            async let filled: Void = disk.fill()
            // Until the disk is full, or the server ended because a commit did not fit any more.
            while let answer = try await ledger.send(200, to: server) {
                if try ledger.codes(of: answer).contains("disk_low") { break }
            }
            try await filled
            await server.kill()
            // A start finds no room for its first writes, or serves what can be read.
            do {
                let full = try await ledger.serve()
                #expect(
                    try await ledger.calls(on: full) ?? 0 >= Int64(ledger.acknowledged.count))
                await full.kill()
            } catch let refused as Server.NotListening {
                #expect(
                    refused.messages.contains("disk_full")
                        || refused.messages.contains("No space left"), "\(refused)")
            }
            try disk.free()
            try await ledger.expectWhole()
        }
    }

    @Test func `A folder that cannot be written is said so, and nothing in it changes`()
        async throws
    {
        let folder = try TestFolder()
        let ledger = try await FaultLedger(in: folder)
        let server = try await ledger.serve()
        try await ledger.send(600, to: server)
        await ledger.end(server)
        try System.run("mount", "--bind", ledger.data, ledger.data)
        try System.run("mount", "-o", "remount,ro,bind", ledger.data)
        for command in [
            ["serve", "--listen", "127.0.0.1:0"], ["rebuild"], ["tenant", "list"],
        ] {
            let output = try await Program.run(command + ["--data", ledger.data], in: folder)
            #expect(output.ending == .exit(1), "\(command): \(output)")
            #expect(output.messages.contains("file_failed"), "\(output.messages)")
            #expect(output.messages.contains("Read-only file system"), "\(output.messages)")
        }
        try System.run("umount", ledger.data)
        try await ledger.expectWhole()
    }

    @Test(
        arguments: ["data.mdb", "holder-keys", ".seg", "dedup-", "state-", "manifest"])
    func `A sync that fails ends the server at once; nothing acknowledged is lost`(file: String)
        async throws
    {
        let folder = try TestFolder()
        let shim = try FailingSync(in: folder)
        let ledger = try await FaultLedger(in: folder)
        let server = try await ledger.serve(environment: shim.environment(file: file))
        try await ledger.send(100, to: server)
        #expect(ledger.acknowledged.count == 100)
        try shim.begin()
        // The log fails at its next commit, the others where the next segment is full.
        var batches = 0
        while !server.process.hasEnded, batches < 2_000 {
            batches += 1
            if file == "holder-keys" {
                let client = server.client(FaultLedger.http, token: ledger.token)
                _ = try? await client.send(
                    .post, "/v1/keys",
                    .json(["tenant": "acme", "name": .string("key \(batches)")]))
            } else {
                try await ledger.send(100, to: server)
            }
        }
        guard case .signal = await server.process.ending else {
            Issue.record("the server did not end: \(server.process.messages)")
            return
        }
        #expect(
            server.process.messages.contains("keyledger ends: "), "\(server.process.messages)")
        if file == "data.mdb" { #expect(ledger.acknowledged.count == 100) }
        try shim.end()
        try await ledger.expectWhole()
    }
}

/// A library that, loaded into the program, lets `fsync` and `fdatasync` of some files fail as a
/// disk does that gives back an error.
private struct FailingSync {
    private let library: String
    private let switchFile: String

    init(in folder: TestFolder) throws {
        library = folder.path("failing-sync.so")
        switchFile = folder.path("sync-fails")
        let source = folder.path("failing-sync.c")
        try Self.source.write(toFile: source, atomically: false, encoding: .utf8)
        try System.run("cc", "-shared", "-fPIC", "-O1", "-o", library, source)
    }

    /// - Parameter file: a part of the names whose sync fails.
    func environment(file: String) -> [String: String] {
        ["LD_PRELOAD": library, "FAILING_SYNC_SWITCH": switchFile, "FAILING_SYNC_FILE": file]
    }

    func begin() throws { try Data().write(to: URL(filePath: switchFile)) }
    func end() throws { try FileManager.default.removeItem(atPath: switchFile) }

    private static let source = """
        #define _GNU_SOURCE
        #include <dlfcn.h>
        #include <errno.h>
        #include <stdio.h>
        #include <stdlib.h>
        #include <string.h>
        #include <unistd.h>

        static int fails(int descriptor) {
            const char *on = getenv("FAILING_SYNC_SWITCH"), *part = getenv("FAILING_SYNC_FILE");
            if (!on || !part || access(on, F_OK) != 0) return 0;
            char link[64], path[4096];
            snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
            ssize_t length = readlink(link, path, sizeof path - 1);
            if (length < 0) return 0;
            path[length] = 0;
            const char *name = strrchr(path, '/');
            if (!name || !strstr(name, part)) return 0;
            errno = EIO;
            return 1;
        }

        int fsync(int descriptor) {
            if (fails(descriptor)) return -1;
            return ((int (*)(int))dlsym(RTLD_NEXT, "fsync"))(descriptor);
        }

        int fdatasync(int descriptor) {
            if (fails(descriptor)) return -1;
            return ((int (*)(int))dlsym(RTLD_NEXT, "fdatasync"))(descriptor);
        }
        """
}
