import Foundation
import LedgerCore
import LedgerHTTP
import LedgerTesting
import Testing

/// The one table of problem codes against the code that answers them and the page that prints them.
@Suite struct ProblemTableTests {
    @Test("The page of the API prints the table as it is")
    func page() throws {
        let page = try Snapshot.text(of: "Sources/LedgerHTTP/LedgerHTTP.docc/HTTP.md")
        let rows = page.matches(of: /(?m)^\| (\d{3}) \| `([a-z0-9_]+)` \| (.+) \|$/).map {
            "\($0.1) \($0.2) \($0.3)"
        }
        #expect(rows == ProblemCode.allCases.map { "\($0.status) \($0.rawValue) \($0.meaning)" })
    }

    @Test(
        "A rejection has the status of its code",
        arguments: [
            Rejection.tenantNotFound, .principalNotFound, .keyNotFound, .backfillNotFound,
            .decisionNotFound, .scopeForbidden("a"), .roleForbidden(needed: .admin),
            .invalid(field: "a", problem: "b"),
            .timeTooOld(days: 1), .timeTooEarly, .idTaken("a"), .tokenTaken, .keyFinal(.revoked),
            .keyFinal(.deleted), .lastAdminKey, .tenantClosed, .idConflict(sequence: 1), .busy,
            .clockSuspect, .diskLow, .stopping,
        ])
    func rejections(rejection: Rejection) {
        #expect(ProblemCode(rawValue: rejection.code)?.status == rejection.statusCode)
    }

    @Test("Every code that the sources answer is in the table, and none is there for nothing")
    func sources() throws {
        let folder = Snapshot.root.appending(path: "Sources")
        let files = FileManager.default.enumerator(atPath: folder.path)?.allObjects ?? []
        var answered: Set<String> = []
        var written = ""
        for case let name as String in files where name.hasSuffix(".swift") {
            guard !name.hasSuffix("ProblemCode.swift") else { continue }
            let text = try Snapshot.text(of: "Sources/\(name)")
            written += text
            guard name.hasPrefix("LedgerHTTP/") else { continue }
            for match in text.matches(of: /(?:APIError|self\.init)\(\s*\.\w+,\s*"([a-z0-9_]+)"/) {
                answered.insert(String(match.1))
            }
        }
        #expect(answered.count > 10)
        let table = Set(ProblemCode.allCases.map(\.rawValue))
        #expect(answered.subtracting(table) == [])
        #expect(
            table.filter { !written.contains("\"\($0)\"") && !written.contains("case \($0)\n") }
                == [])
    }
}
