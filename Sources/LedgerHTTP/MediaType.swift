/// A media type without its parameters, as `Content-Type` names it.
struct MediaType: Hashable {
    /// In lower case: `application/json`.
    let name: String

    init(_ field: String) {
        name = field.prefix { $0 != ";" }.lowercased().filter { $0 != " " && $0 != "\t" }
    }

    var isJSON: Bool { name == "application/json" || name.hasSuffix("+json") }
}
