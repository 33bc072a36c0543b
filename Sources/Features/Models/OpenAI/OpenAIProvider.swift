import HTTPClient
import Synchronization
import Telemetry

/// Any server that speaks the OpenAI chat API: OpenAI itself, most clouds, Ollama, vLLM, llama.cpp, and the companion.
public final class OpenAIProvider: ModelProvider {
    private let client: HTTPClient
    private let base: WebAddress
    private let key: Secret?
    private let continuation: ContinuationStyle
    private let timeouts: ClientTimeouts
    private let egress: EgressPolicy
    /// Whether `stream_options` is sent; some servers refuse it.
    private let asksForUsage = Mutex(true)

    /// A provider at a base address (``ProviderAddress``).
    ///
    /// - Parameters:
    ///   - key: sent as a bearer token, and nowhere else.
    ///   - continuation: how the server continues a turn.
    ///   - timeouts: of answers; a list of models has half a minute.
    public init(
        client: HTTPClient, base: WebAddress, key: Secret?, continuation: ContinuationStyle = .instruction,
        timeouts: ClientTimeouts = .init()
    ) {
        self.client = client
        self.base = base
        self.key = key
        self.continuation = continuation
        self.timeouts = timeouts
        // Whoever configured the address vouches for it.
        egress = .allowing([base.origin])
    }

    /// `GET /models`.
    public func models() async throws(ProviderError) -> [ModelListing] {
        let limits = ClientTimeouts(connect: timeouts.connect, firstByte: .seconds(20), nextByte: .seconds(20), total: .seconds(30))
        let response = try await send(
            ClientRequest(.get, base.appending("models"), bearer: key, timeouts: limits, responseLimit: ModelList.bodyLimit))
        guard response.status == 200 else { throw await fault(response) }
        let body: [UInt8]
        do throws(ClientError) {
            body = try await response.bytes()
        } catch {
            throw ProviderError(error)
        }
        return try ModelList.read(body)
    }

    /// `POST /chat/completions` with `stream: true`.
    public func generate(_ request: GenerationRequest) async throws(ProviderError) -> GenerationEvents {
        var completion = CompletionRequest(request: request, continuation: continuation, asksForUsage: asksForUsage.withLock { $0 })
        var response = try await post(completion)
        if response.status == 400 || response.status == 422 {
            let first = await fault(response)
            guard first == .badRequest, completion.asksForUsage else { throw first }
            completion.asksForUsage = false
            response = try await post(completion)
            if response.status == 200 { asksForUsage.withLock { $0 = false } }
        }
        guard response.status == 200 else { throw await fault(response) }
        return try await events(of: response, inputEstimate: completion.inputEstimate)
    }

    private func events(of response: ClientResponse, inputEstimate: Int) async throws(ProviderError) -> GenerationEvents {
        let type = response.headers["content-type"]?.lowercased() ?? ""
        if type.hasPrefix("application/json") { return try await whole(response, inputEstimate: inputEstimate) }
        guard type.isEmpty || type.hasPrefix("text/event-stream") || type.hasPrefix("text/plain") else { throw .nonsense }
        let source = CompletionSource(body: response.body, inputEstimate: inputEstimate)
        return GenerationEvents { source }
    }

    /// An answer that the server gave in one piece, although it was asked for a stream.
    private func whole(_ response: ClientResponse, inputEstimate: Int) async throws(ProviderError) -> GenerationEvents {
        var assembler = CompletionAssembler(inputEstimate: inputEstimate)
        do {
            let bytes = try await response.bytes()
            try bytes.withUnsafeBufferPointer { try assembler.take($0) }
            try assembler.close()
        } catch let error as ClientError {
            throw ProviderError(error)
        } catch let error as ProviderError {
            throw error == .interrupted ? .nonsense : error
        } catch {
            throw .nonsense
        }
        let events = assembler.takeEvents()
        return GenerationEvents { WholeSource(events) }
    }

    private func post(_ completion: CompletionRequest) async throws(ProviderError) -> ClientResponse {
        try await send(
            ClientRequest(
                .post, base.appending("chat/completions"),
                headers: [("Content-Type", "application/json"), ("Accept", "text/event-stream")], bearer: key, body: completion.encoded(),
                timeouts: timeouts))
    }

    private func send(_ request: ClientRequest) async throws(ProviderError) -> ClientResponse {
        do throws(ClientError) {
            return try await client.send(request, egress: egress)
        } catch {
            throw ProviderError(error)
        }
    }

    /// What a response other than 200 means.
    private func fault(_ response: ClientResponse) async -> ProviderError {
        var body: [UInt8] = []
        var chunks = response.body.makeAsyncIterator()
        while body.count < ProviderFault.bodyLimit, let chunk = try? await chunks.next() { body += chunk }
        return ProviderFault.inResponse(
            status: response.status, retryAfter: response.headers["retry-after"], body: Array(body.prefix(ProviderFault.bodyLimit)))
    }
}
