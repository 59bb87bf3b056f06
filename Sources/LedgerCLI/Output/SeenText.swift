/// From when to when something was seen, as short as a page allows. Times are RFC 3339, UTC.
package struct SeenText {
    /// The one day that everything on the page lies in, if there is one.
    private let day: Substring?

    /// - Parameters:
    ///   - first: the first time on the page.
    ///   - last: the last one.
    package init(first: String?, last: String?) {
        let (first, last) = (first?.prefix(10), last?.prefix(10))
        day = first == last ? first : nil
    }

    /// What stands above the column; it names the day that the cells leave out.
    package var title: String { day.map { "seen on \($0), UTC" } ?? "seen, UTC" }

    /// `11:59:24 – 12:29:09` on a page of one day, else `2023-07-10 11:59 – 12:29`, or two dates.
    package func text(_ first: String, _ last: String) -> String {
        if day != nil {
            let (from, to) = (Self.time(first, 8), Self.time(last, 8))
            return from == to ? from : "\(from) – \(to)"
        }
        guard first.prefix(10) == last.prefix(10) else {
            return "\(first.prefix(10)) – \(last.prefix(10))"
        }
        let (from, to) = (Self.time(first, 5), Self.time(last, 5))
        return "\(first.prefix(10)) " + (from == to ? from : "\(from) – \(to)")
    }

    private static func time(_ text: String, _ characters: Int) -> String {
        String(text.dropFirst(11).prefix(characters))
    }
}
