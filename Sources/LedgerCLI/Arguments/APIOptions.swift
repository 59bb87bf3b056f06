import ArgumentParser

/// What every command takes that asks the API: which ledger, and how to write the answer.
struct APIOptions: ParsableArguments {
    @OptionGroup var connection: ConnectionOptions

    @OptionGroup var output: OutputOptions

    /// Sends one request and shows the thing that the answer is about.
    func show<Answer: Item>(_ request: APIRequest, as type: Answer.Type) async throws {
        try await withAnswer(to: request) { answer throws(Failure) in
            try output.show(answer, as: type)
        }
    }

    /// Asks for a list and shows all of it.
    /// - Parameter what: how a message calls the things where there are none.
    func showList<Element: Row & Decodable>(
        of type: Element.Type, _ what: String, _ request: APIRequest
    ) async throws {
        try await connection.withAPI { api in
            try await output.showList(of: type, what, request, from: api)
        }
    }

    /// Sends one request and does something with the answer, unless it is a refusal.
    func withAnswer(
        to request: APIRequest, _ body: (APIAnswer) throws(Failure) -> Void
    ) async throws {
        try await connection.withAPI { api in
            let answer = try await ProgressDisplay.during("waiting for the ledger") {
                () throws(Failure) in
                try await api.send(request)
            }
            try body(answer.accepted())
        }
    }
}

/// What every command takes that changes something.
struct ChangeOptions: ParsableArguments {
    @Option(help: "Why, for whoever reads the history; kept as a personal value of yours.")
    var reason: String?

    @OptionGroup var options: APIOptions

    var output: OutputOptions { options.output }

    /// Sends one request and shows the thing that it changed.
    func show<Answer: Item>(_ request: APIRequest, as type: Answer.Type) async throws {
        try await options.show(withReason(request), as: type)
    }

    /// Sends one request and does something with the answer, unless it is a refusal.
    func withAnswer(
        to request: APIRequest, _ body: (APIAnswer) throws(Failure) -> Void
    ) async throws {
        try await options.withAnswer(to: withReason(request), body)
    }

    private func withReason(_ request: APIRequest) -> APIRequest {
        var request = request
        request.reason = reason
        return request
    }
}
