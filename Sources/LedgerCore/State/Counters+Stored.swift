extension CounterKey: StoredElement {
    func write(to writer: inout ByteWriter) {
        subject.code.write(to: &writer)
        meter.write(to: &writer)
        switch period {
        case .month(let month):
            writer.byte(0)
            writer.signed(Int64(month.ordinal))
        case .day(let start):
            writer.byte(1)
            start.write(to: &writer)
        }
    }

    static func read(from reader: inout ByteReader) throws(FormatError) -> CounterKey {
        let subject = Subject(code: try .read(from: &reader))
        let meter = try UInt32.read(from: &reader)
        let period: CountedPeriod
        switch try reader.byte() {
        case 0: period = .month(try reader.month())
        case 1: period = .day(try .read(from: &reader))
        default: throw .malformed("period")
        }
        return CounterKey(subject: subject, meter: meter, period: period)
    }
}

extension Counter: StoredElement {
    func write(to writer: inout ByteWriter) {
        writer.total(used)
        writer.total(held)
    }

    static func read(from reader: inout ByteReader) throws(FormatError) -> Counter {
        Counter(used: try reader.total(), held: try reader.total())
    }
}
