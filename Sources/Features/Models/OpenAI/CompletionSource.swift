import HTTPClient

/// An answer that arrives as server-sent events.
struct CompletionSource: GenerationSource {
    private let body: ClientBody
    private var chunks: ClientBody.AsyncIterator
    private var parser = ServerSentEvents()
    private var assembler: CompletionAssembler
    private var ready: ArraySlice<GenerationEvent> = []
    /// What went wrong behind the events that are ready: it is told after them.
    private var failure: ProviderError?

    init(body: ClientBody, inputEstimate: Int) {
        self.body = body
        chunks = body.makeAsyncIterator()
        assembler = CompletionAssembler(inputEstimate: inputEstimate)
    }

    mutating func next() async throws(ProviderError) -> GenerationEvent? {
        while ready.isEmpty {
            if let failure { throw failure }
            if assembler.isFinished { return nil }
            try await readMore()
        }
        return ready.popFirst()
    }

    private mutating func readMore() async throws(ProviderError) {
        var chunk: [UInt8]?
        do {
            chunk = try await chunks.next()
        } catch {
            // The model had said why it stopped: only the numbers are missing.
            guard assembler.isDone, error != .cancelled else { throw ProviderError(error) }
        }
        if let chunk {
            take(chunk)
        } else {
            try assembler.close()
        }
        ready = assembler.takeEvents()[...]
        // The few bytes that end the response are let through, so that the connection serves the next request too.
        if assembler.isFinished { body.discardRest() }
    }

    private mutating func take(_ chunk: [UInt8]) {
        var failure: ProviderError?
        var assembler = self.assembler
        do {
            try parser.take(chunk) { data in
                guard failure == nil else { return }
                do throws(ProviderError) {
                    try assembler.take(data)
                } catch {
                    failure = error
                }
            }
        } catch {
            failure = .nonsense
        }
        self.assembler = assembler
        self.failure = failure
    }
}

/// An answer that came whole, from a server that does not stream.
struct WholeSource: GenerationSource {
    private var events: ArraySlice<GenerationEvent>

    init(_ events: [GenerationEvent]) {
        self.events = events[...]
    }

    mutating func next() async throws(ProviderError) -> GenerationEvent? {
        events.popFirst()
    }
}
