/// An array in pages, so that a copy costs nothing and a write after it copies one page.
///
/// A view of the state is a copy of it; the decider goes on writing to its own. The first write after a copy moves one
/// page, and of the references above it one block, one region, and the list of regions. To move a reference is to count
/// it twice, which is what such a write costs most by: so blocks, of which nearly each call moves one, are small.
package struct PagedArray<Element: Sendable>: Sendable {
    /// Elements of every page but the last. Calls that come together touch a page each, and each is copied: so that
    /// this stays cheap, pages of larger elements are below the kilobyte that the allocator keeps ready.
    static var pageElements: Int { 1 << pageBits }
    private static var pageBits: Int { MemoryLayout<Element>.stride > 16 ? 4 : 6 }
    private static var pageMask: Int { pageElements - 1 }
    private static var blockBits: Int { 3 }
    private static var blockMask: Int { 1 << blockBits - 1 }
    private static var regionBits: Int { 5 }
    private static var regionMask: Int { 1 << regionBits - 1 }

    private typealias Page = [Element]
    private typealias Block = [Page]
    private typealias Region = [Block]

    private var regions: [Region] = []
    package private(set) var count = 0

    package init() {}

    package init(repeating element: Element, count: Int) {
        let page = Page(repeating: element, count: Self.pageElements)
        let block = Block(repeating: page, count: 1 << Self.blockBits)
        let region = Region(repeating: block, count: 1 << Self.regionBits)
        let perRegion = Self.pageElements << (Self.blockBits + Self.regionBits)
        regions = [Region](repeating: region, count: count / perRegion)
        self.count = count / perRegion * perRegion
        while self.count < count { append(element) }
    }

    package var indices: Range<Int> { 0..<count }

    package mutating func append(_ element: Element) {
        let page = count >> Self.pageBits
        let block = page >> Self.blockBits
        let region = block >> Self.regionBits
        if region == regions.count { regions.append([]) }
        if block & Self.regionMask == regions[region].count { regions[region].append([]) }
        if page & Self.blockMask == regions[region][block & Self.regionMask].count {
            var fresh = Page()
            fresh.reserveCapacity(Self.pageElements)
            regions[region][block & Self.regionMask].append(fresh)
        }
        regions[region][block & Self.regionMask][page & Self.blockMask].append(element)
        count += 1
    }

    package subscript(index: Int) -> Element {
        _read {
            let page = index >> Self.pageBits
            let block = page >> Self.blockBits
            yield regions[block >> Self.regionBits][block & Self.regionMask][
                page & Self.blockMask][index & Self.pageMask]
        }
        _modify {
            let page = index >> Self.pageBits
            let block = page >> Self.blockBits
            yield &regions[block >> Self.regionBits][block & Self.regionMask][
                page & Self.blockMask][index & Self.pageMask]
        }
    }
}

extension PagedArray {
    /// The elements of a page.
    func page(_ number: Int) -> [Element] {
        let block = number >> Self.blockBits
        return regions[block >> Self.regionBits][block & Self.regionMask][number & Self.blockMask]
    }

    /// The pages that are not stored where `older` has its own, in order.
    ///
    /// A page that changed is among them: while `older` lives, a write to a page that it shares
    /// copies the page first. One that is among them may still hold the same elements.
    func changedPages(since older: PagedArray) -> [Int] {
        var changed: [Int] = []
        for (region, blocks, olderBlocks) in Self.changed(regions, since: older.regions) {
            for (block, pages, olderPages) in Self.changed(blocks, since: olderBlocks) {
                let first = (region << Self.regionBits | block) << Self.blockBits
                for (page, _, _) in Self.changed(pages, since: olderPages) {
                    changed.append(first | page)
                }
            }
        }
        return changed
    }

    /// Those of some lists that are not stored where the older of the same place is, with their
    /// places and the older ones, empty where there is none.
    private static func changed<Item>(
        _ lists: [[Item]], since older: [[Item]]
    ) -> [(place: Int, list: [Item], older: [Item])] {
        lists.indices.compactMap { place in
            let list = lists[place]
            let olderList = place < older.count ? older[place] : []
            return list.span.isIdentical(to: olderList.span) ? nil : (place, list, olderList)
        }
    }
}
