/// An array in pages of fixed size, so that a copy costs nothing and a write after it copies one page.
///
/// A view of the state is a copy of it; the decider goes on writing to its own. With 64 elements a page and 64 pages a
/// block, the first write after a copy moves one page, one block of references and the list of blocks.
package struct PagedArray<Element: Sendable>: Sendable {
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
