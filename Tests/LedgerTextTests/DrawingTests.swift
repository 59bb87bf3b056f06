import LedgerText
import Testing

/// Bars, sparklines and progress.
@Suite struct DrawingTests {
    @Test(
        "A bar is exact to an eighth of a cell",
        arguments: [
            (8, 8, 4, "████"), (4, 8, 4, "██"), (5, 8, 4, "██▌"), (1, 32, 4, "▏"),
            (31, 32, 4, "███▉"),
            (1, 1_000_000, 4, "▏"), (0, 8, 4, ""), (-1, 8, 4, ""), (9, 8, 4, "████"), (1, 0, 4, ""),
            (1, 8, 0, ""), (Int.max, Int.max, 2, "██"), (Int.max - 1, Int.max, 1, "▉"),
        ])
    func bar(value: Int, maximum: Int, width: Int, expected: String) {
        #expect(Bar.text(value, of: maximum, width: width) == expected)
    }

    @Test(
        "A sparkline tells none from few and few from many",
        arguments: [
            ([], ""), ([0, 0], "··"), ([0, 1, 1000], "·▁█"),
            ([1, 2, 3, 4, 5, 6, 7, 8], "▁▂▃▄▅▆▇█"),
            ([999, 1000], "██"), ([-3, 5], "·█"), ([Int.max, Int.max / 2], "█▄"),
        ])
    func sparkline(counts: [Int], expected: String) {
        #expect(Sparkline.text(counts) == expected)
    }

    @Test(
        "Progress says what is known",
        arguments: [
            (
                ProgressLine(label: "import", done: 640, total: 1233, perSecond: 300),
                "import  ██████████▍           51 %  640 of 1,233  300/s  1 s left"
            ),
            (
                ProgressLine(label: "import", done: 1232, total: 1233, perSecond: 300),
                "import  ███████████████████▉  99 %  1,232 of 1,233  300/s"
            ),
            (
                ProgressLine(label: "import", done: 1233, total: 1233, perSecond: 300),
                "import  ████████████████████  100 %  1,233 of 1,233  300/s"
            ),
            (
                ProgressLine(label: "import", done: 1300, total: 1233, perSecond: 300),
                "import  ████████████████████  100 %  1,300 of 1,233  300/s"
            ),
            (
                ProgressLine(label: "import", done: 0, total: 7200, perSecond: 1),
                "import                        0 %  0 of 7,200  1/s  2 h left"
            ),
            (
                ProgressLine(label: "import", done: 0, total: 5, perSecond: 0),
                "import                        0 %  0 of 5  0/s"
            ),
            (
                ProgressLine(label: "import", done: 12_345, total: nil, perSecond: 300),
                "import  12,345  300/s"
            ),
            (ProgressLine(label: "import", done: 0, total: 0, perSecond: 0), "import  0  0/s"),
            (
                ProgressLine(label: "import", done: 0, total: Int.max, perSecond: 1),
                "import                        0 %  0 of 9,223,372,036,854,775,807  1/s"
            ),
        ])
    func progress(line: ProgressLine, expected: String) {
        #expect(line.text(width: 200) == expected)
    }

    @Test(
        "A narrow line loses its bar first, then its end",
        arguments: [
            (65, "import  ██████████▍           51 %  640 of 1,233  300/s  1 s left"),
            (64, "import  51 %  640 of 1,233  300/s  1 s left"),
            (43, "import  51 %  640 of 1,233  300/s  1 s left"),
            (42, "import  51 %  640 of 1,233  300/s  1 s le…"),
            (1, "…"),
            (0, ""),
        ])
    func narrowProgress(width: Int, expected: String) {
        let line = ProgressLine(label: "import", done: 640, total: 1233, perSecond: 300)
        #expect(line.text(width: width) == expected)
    }
}
