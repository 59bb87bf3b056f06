import LedgerBench
import Testing

@Suite struct FigureTests {
    @Test(
        "An amount reads the same for people and programs, and never as a fraction of binary",
        arguments: [
            (Amount(1_234_567), "1,234,567", "1234567"), (Amount(0), "0", "0"),
            (Amount(5, dividedBy: 100), "0.05", "0.05"),
            (Amount(1_437, dividedBy: 100), "14.37", "14.37"),
            (Amount(123_450, dividedBy: 1), "123,450.00", "123450.00"),
            (Amount(7, dividedBy: 0), "7.00", "7.00"),
            (Amount(.max, dividedBy: 1), "9,223,372,036,854,775,807.00", "9223372036854775807.00"),
        ])
    func amounts(amount: Amount, shown: String, exported: String) {
        #expect(amount.shown == shown)
        #expect(amount.exported == exported)
    }

    @Test("The ratio is the value over what it stands against, rounded down")
    func ratio() {
        let reference = Figure.Reference("lmdb.append.10000", Amount(3_000))
        let figure = Figure(
            "core.append.10000", Amount(2_000), unit: "entries/s", against: reference)
        #expect(figure.ratio?.exported == "0.66")
        #expect(
            figure.json
                == #"{"name":"core.append.10000","value":2000,"unit":"entries/s","#
                + #""against":"lmdb.append.10000","against_value":3000,"ratio":0.66}"#)
    }

    @Test(
        "Against nothing there is no ratio, nor against zero"
    )
    func alone() {
        let alone = Figure("core.size.folder", Amount(4_550, dividedBy: 100), unit: "bytes/entry")
        #expect(alone.json == #"{"name":"core.size.folder","value":45.50,"unit":"bytes/entry"}"#)
        #expect(alone.ratio == nil)
        let zero = Figure.Reference("floor", Amount(0))
        #expect(Figure("x", Amount(1), unit: "ns", against: zero).ratio == nil)
    }
}
