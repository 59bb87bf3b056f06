import Foundation
import LedgerCLI
import Testing

@Suite struct LineBatchesTests {
    /// What a file with that content is cut into.
    private func batches(_ content: String) throws -> [LineBatches.Batch] {
        let path = FileManager.default.temporaryDirectory
            .appendingPathComponent("keyledger-lines-\(UUID().uuidString)")
        try Data(content.utf8).write(to: path)
        defer { try? FileManager.default.removeItem(at: path) }
        var lines = LineBatches(try FileHandle(forReadingFrom: path))
        var batches: [LineBatches.Batch] = []
        while let batch = try lines.next() { batches.append(batch) }
        return batches
    }

    /// A content that is too long to be printed.
    struct Content: CustomTestStringConvertible {
        let testDescription: String
        let text: String

        init(_ text: String, times: Int = 1, then rest: String = "") {
            testDescription = "\(text.prefix(8).debugDescription) × \(times), \(rest.count) more"
            self.text = String(repeating: text, count: times) + rest
        }
    }

    @Test(
        "The batches of a stream are the stream, cut at ends of lines and counted from 1",
        arguments: [
            Content(""), Content("a"), Content("a\n"), Content("a\nb"), Content("\n\n"),
            Content("a\n\nb\n"), Content("x\n", times: 45_000),
            Content(String(repeating: "y", count: 99_999) + "\n", times: 100, then: "last"),
        ])
    func cut(content: Content) throws {
        let batches = try batches(content.text)
        let isWhole = batches.flatMap(\.bytes) == Array(content.text.utf8)
        #expect(isWhole)
        var line = 1
        for (number, batch) in batches.enumerated() {
            let endsWithLine = batch.bytes.last == UInt8(ascii: "\n")
            #expect(endsWithLine || number == batches.count - 1)
            #expect(batch.firstLine == line)
            let ends = batch.bytes.count { $0 == UInt8(ascii: "\n") }
            #expect(batch.lines == ends + (endsWithLine ? 0 : 1))
            #expect(batch.lines <= 20_000)
            line += batch.lines
        }
    }

    @Test("A line without end is refused before it fills the memory, and what precedes it is not")
    func tooLong() throws {
        let endless = String(repeating: "z", count: 9 * 1024 * 1024)
        #expect(throws: Failure.self) { _ = try batches(endless) }
        #expect(throws: Failure.self) { _ = try batches("a\n" + endless) }
        #expect(try batches("a\n" + String(repeating: "z", count: 4_000_000)).count == 1)
    }

    @Test(
        "A batch is cut after so many lines that are not blank",
        arguments: [
            ("a\nb\nc\n", 1, "a\n", "b\nc\n"), ("a\nb\nc\n", 3, "a\nb\nc\n", nil),
            ("a\nb", 2, "a\nb", nil), ("a\nb", 5, "a\nb", nil), ("a\n", 0, "", "a\n"),
            ("\n \t\r\na\n\nb", 1, "\n \t\r\na\n", "\nb"), ("", 1, "", nil),
        ] as [(String, Int, String, String?)])
    func split(text: String, count: Int, head: String, rest: String?) {
        let ends = text.utf8.count { $0 == UInt8(ascii: "\n") }
        let lines = ends + (text.isEmpty || text.utf8.last == UInt8(ascii: "\n") ? 0 : 1)
        let batch = LineBatches.Batch(bytes: Array(text.utf8), firstLine: 7, lines: lines)
        let parts = batch.split(after: count)
        #expect(String(decoding: parts.head.bytes, as: UTF8.self) == head)
        #expect(parts.rest.map { String(decoding: $0.bytes, as: UTF8.self) } == rest)
        #expect(parts.head.firstLine == 7)
        #expect(parts.head.lines + (parts.rest?.lines ?? 0) == lines)
        #expect(parts.rest.map(\.firstLine) == (rest == nil ? nil : 7 + parts.head.lines))
    }
}
