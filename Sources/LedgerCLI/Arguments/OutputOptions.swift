import ArgumentParser

/// How answers are written.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    case table, json, ndjson, csv
}

/// The option `--output`, and writing in that form.
struct OutputOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "table (for people), json (the API's answer as it is), ndjson (one line each) or csv.",
            valueName: "format"))
    var output: OutputFormat = .table
}
