/// A named table inside an environment: keys in byte order, each with one value. A plain number
/// that is valid for as long as its environment is open; get it from
/// `Environment.database(named:)`.
package struct Database: Hashable, Sendable {
    let handle: UInt32
}
