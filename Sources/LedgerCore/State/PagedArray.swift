/// An array in pages, so that a copy costs nothing and a write after it copies one page.
///
/// A view of the state is a copy of it; the decider goes on writing to its own. The first write after a copy moves one
/// page, one block of references to pages, and the list of blocks.
package struct PagedArray<Element: Sendable>: Sendable {
    /// Elements of every page but the last. Calls that come together touch a page each, and each is copied: so that
    /// this stays cheap, pages of larger elements are below the kilobyte that the allocator keeps ready.
    static var pageElements: Int { 1 << pageBits }
    private static var pageBits: Int { MemoryLayout<Element>.stride > 16 ? 4 : 6 }
    private static var pageMask: Int { pageElements - 1 }
    private static var blockBits: Int { 5 }
    private static var blockMask: Int { 31 }

    private var blocks: [[[Element]]] = []
    package private(set) var count = 0

    package init() {}

    package init(repeating element: Element, count: Int) {
        let page = [Element](repeating: element, count: Self.pageElements)
        let block = [[Element]](repeating: page, count: 1 << Self.blockBits)
        let perBlock = Self.pageElements << Self.blockBits
        blocks = [[[Element]]](repeating: block, count: count / perBlock)
        self.count = count / perBlock * perBlock
        while self.count < count { append(element) }
    }

    package var indices: Range<Int> { 0..<count }

    package mutating func append(_ element: Element) {
        let page = count >> Self.pageBits
        let block = page >> Self.blockBits
        if block == blocks.count { blocks.append([]) }
        if page & Self.blockMask == blocks[block].count {
            var fresh: [Element] = []
            fresh.reserveCapacity(Self.pageElements)
            blocks[block].append(fresh)
        }
        blocks[block][page & Self.blockMask].append(element)
        count += 1
    }

    package subscript(index: Int) -> Element {
        _read {
            let page = index >> Self.pageBits
            yield blocks[page >> Self.blockBits][page & Self.blockMask][index & Self.pageMask]
        }
        _modify {
            let page = index >> Self.pageBits
            yield &blocks[page >> Self.blockBits][page & Self.blockMask][index & Self.pageMask]
        }
    }
}

extension PagedArray {
    /// The elements of a page.
    func page(_ number: Int) -> [Element] {
        blocks[number >> Self.blockBits][number & Self.blockMask]
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
                changed.append(block << Self.blockBits | number)
            }
        }
        return changed
    }
}
