/// An array in pages of fixed size, so that a copy costs nothing and a write after it copies one page.
///
/// A view of the state is a copy of it; the decider goes on writing to its own. With 64 elements a page and 64 pages a
/// block, the first write after a copy moves one page, one block of references and the list of blocks.
package struct PagedArray<Element: Sendable>: Sendable {
    /// Elements of every page but the last.
    static var pageElements: Int { 64 }
    private static var pageBits: Int { 6 }
    private static var mask: Int { 63 }

    private var blocks: [[[Element]]] = []
    package private(set) var count = 0

    package init() {}

    package init(repeating element: Element, count: Int) {
        for _ in 0..<count { append(element) }
    }

    package var indices: Range<Int> { 0..<count }

    package mutating func append(_ element: Element) {
        let page = count >> Self.pageBits
        let block = page >> Self.pageBits
        if block == blocks.count { blocks.append([]) }
        if page & Self.mask == blocks[block].count {
            var fresh: [Element] = []
            fresh.reserveCapacity(Self.mask + 1)
            blocks[block].append(fresh)
        }
        blocks[block][page & Self.mask].append(element)
        count += 1
    }

    package subscript(index: Int) -> Element {
        _read { yield blocks[index >> 12][(index >> 6) & Self.mask][index & Self.mask] }
        _modify { yield &blocks[index >> 12][(index >> 6) & Self.mask][index & Self.mask] }
    }
}

extension PagedArray {
    /// The elements of a page.
    func page(_ number: Int) -> [Element] {
        blocks[number >> Self.pageBits][number & Self.mask]
    }

    /// The pages that are not stored where `older` has its own, in order.
    ///
    /// A page that changed is among them: while `older` lives, a write to a page that it shares
    /// copies the page first. One that is among them may still hold the same elements.
    func changedPages(since older: PagedArray) -> [Int] {
        var changed: [Int] = []
        for block in blocks.indices {
            let pages = blocks[block]
            let olderPages = block < older.blocks.count ? older.blocks[block] : []
            if pages.span.isIdentical(to: olderPages.span) { continue }
            for (number, page) in pages.enumerated() {
                if number < olderPages.count {
                    let olderPage = olderPages[number]
                    if page.span.isIdentical(to: olderPage.span) { continue }
                }
                changed.append(block << Self.pageBits | number)
            }
        }
        return changed
    }
}
