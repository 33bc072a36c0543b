/// Makes the events of an answer from the pieces of a chat completion: the rules of its order and its end.
struct CompletionAssembler {
    /// What has been made and not been read.
    private(set) var events: [GenerationEvent] = []
    /// Whether `finished` has been made.
    private(set) var isFinished = false

    private var scalars = TextScalars()
    private var text: [UInt8] = []
    private var finish: FinishReason?
    private var usage: Usage?
    private var pieces = 0
    private let inputEstimate: Int

    /// `inputEstimate` stands in for the number of tokens that a provider does not tell.
    init(inputEstimate: Int) {
        self.inputEstimate = inputEstimate
    }

    /// The data of one server-sent event.
    mutating func take(_ data: UnsafeBufferPointer<UInt8>) throws(ProviderError) {
        guard !isFinished else { return }
        if data.spells("[DONE]") { return end() }
        guard let chunk = CompletionChunk(data, scalars: &scalars) else { throw .nonsense }
        if let failure = chunk.failure { throw failure }
        if !chunk.text.isEmpty {
            pieces += 1
            text.append(contentsOf: chunk.text)
        }
        if let reason = chunk.finish { finish = reason }
        if let told = chunk.usage { usage = told }
    }

    /// The response has ended. What had no end of its own was cut off.
    mutating func close() throws(ProviderError) {
        guard !isFinished else { return }
        guard finish != nil else { throw .interrupted }
        end()
    }

    /// Takes what can be read: the texts that arrived together are one.
    mutating func takeEvents() -> [GenerationEvent] {
        flushText()
        defer { events = [] }
        return events
    }

    /// Whether the model is done, so that a response which does not end properly loses nothing.
    var isDone: Bool { finish != nil }

    private mutating func end() {
        text.append(contentsOf: scalars.finish())
        flushText()
        // One piece is at least a token, with most providers exactly one.
        events.append(.usage(usage ?? Usage(input: inputEstimate, output: pieces, isEstimated: true)))
        events.append(.finished(finish ?? .stop))
        isFinished = true
    }

    private mutating func flushText() {
        guard !text.isEmpty else { return }
        events.append(.text(text))
        text = []
    }
}
