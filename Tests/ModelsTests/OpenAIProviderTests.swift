import Dispatch
import HTTPClient
import JSON
import ScriptedServer
import Synchronization
import Telemetry
import Testing

@testable import Models

/// A stream of server-sent events with these texts, usage and all.
func stream(_ texts: [String], done: Bool = true) -> String {
    let deltas = texts.map { "data: " + #"{"choices":[{"index":0,"delta":{"content":\#(quoted($0))}}]}"# + "\n\n" }.joined()
    let end =
        #"data: {"choices":[{"delta":{},"finish_reason":"stop"}]}"# + "\n\n"
        + #"data: {"choices":[],"usage":{"prompt_tokens":5,"completion_tokens":\#(texts.count)}}"# + "\n\n"
    return deltas + end + (done ? "data: [DONE]\n\n" : "")
}

private func quoted(_ text: String) -> String { String(decoding: JSON.string(text).encoded(), as: UTF8.self) }

/// A provider at a scripted server.
func provider(
    at server: ScriptedServer, key: String? = nil, continuation: ContinuationStyle = .instruction, timeouts: ClientTimeouts = .init()
) throws -> OpenAIProvider {
    OpenAIProvider(
        client: HTTPClient(), base: try #require(ProviderAddress.normalised(server.base)), key: key.map { Secret($0) },
        continuation: continuation, timeouts: timeouts)
}

let question = GenerationRequest(model: "m", turns: [ChatTurn(.user, "Hello?")])

@Suite("OpenAI-compatible providers")
struct OpenAIProviderTests {
    private func read(_ provider: OpenAIProvider, _ request: GenerationRequest = question) async throws -> (String, [GenerationEvent]) {
        var text: [UInt8] = []
        var rest: [GenerationEvent] = []
        for try await event in try await provider.generate(request) {
            if case .text(let bytes) = event { text += bytes } else { rest.append(event) }
        }
        return (String(decoding: text, as: UTF8.self), rest)
    }

    private func error(_ provider: OpenAIProvider) async -> ProviderError? {
        do {
            _ = try await read(provider)
            return nil
        } catch {
            return error as? ProviderError
        }
    }

    @Test("the request is what the API wants, and the answer comes back whole")
    func exchange() async throws {
        let seen = Mutex<ScriptedRequest?>(nil)
        let server = ScriptedServer { connection in
            seen.withLock { $0 = connection.readRequest() }
            connection.write(openEnded())
            connection.write(stream(["Hel", "lo \"you\" 😀"]))
        }
        var request = question
        request.turns.insert(ChatTurn(.system, "Be brief."), at: 0)
        request.temperature = 0.5
        request.maxTokens = 9
        let (text, rest) = try await read(try provider(at: server, key: "sk-1"), request)
        #expect(text == "Hello \"you\" 😀")
        #expect(rest == [.usage(Usage(input: 5, output: 2, isEstimated: false)), .finished(.stop)])
        let sent = try #require(seen.withLock { $0 })
        #expect(sent.method == "POST" && sent.target == "/v1/chat/completions")
        #expect(sent.headers["authorization"] == "Bearer sk-1" && sent.headers["content-type"] == "application/json")
        #expect(
            try JSON.parse(sent.body) == [
                "model": "m", "stream": true, "stream_options": ["include_usage": true], "temperature": 0.5, "max_tokens": 9,
                "messages": [["role": "system", "content": "Be brief."], ["role": "user", "content": "Hello?"]],
            ])
    }

    @Test("every cut of the bytes gives the same text", arguments: [1, 2, 3, 7, 50])
    func cuts(size: Int) async throws {
        let server = ScriptedServer { connection in
            _ = connection.readRequest()
            connection.write(openEnded())
            let bytes = Array(stream(["é€😀", "z"]).utf8)
            for start in stride(from: 0, to: bytes.count, by: size) { connection.write(bytes[start..<min(start + size, bytes.count)]) }
        }
        #expect(try await read(try provider(at: server)).0 == "é€😀z")
    }

    @Test("each text is readable before the next one is sent")
    func latency() async throws {
        let isRead = DispatchSemaphore(value: 0)
        let server = ScriptedServer { connection in
            _ = connection.readRequest()
            connection.write(openEnded())
            for text in ["a", "b", "c"] {
                connection.write("data: " + #"{"choices":[{"delta":{"content":"\#(text)"}}]}"# + "\n\n")
                isRead.wait()
            }
            connection.write(stream([]))
        }
        var texts: [String] = []
        for try await event in try await provider(at: server).generate(question) {
            guard case .text(let bytes) = event else { continue }
            texts.append(String(decoding: bytes, as: UTF8.self))
            isRead.signal()
        }
        #expect(texts == ["a", "b", "c"])
    }

    @Test("a connection serves the next answer too")
    func reuse() async throws {
        let server = ScriptedServer.answering { _ in
            let body = stream(["a"])
            let size = String(body.utf8.count, radix: 16)
            return Array(
                "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n\(size)\r\n\(body)\r\n0\r\n\r\n"
                    .utf8)
        }
        let provider = try provider(at: server)
        for _ in 0..<5 {
            #expect(try await read(provider).0 == "a")
            // The rest of a response is let through in the background.
            _ = try? await provider.models()
        }
        #expect(server.connections <= 2)
    }

    @Test("a server that does not stream is read all the same")
    func whole() async throws {
        let server = ScriptedServer.answering { _ in
            response(
                200, headers: ["Content-Type: application/json; charset=utf-8"],
                #"{"choices":[{"message":{"content":"whole"},"finish_reason":"length"}],"usage":{"prompt_tokens":1,"completion_tokens":2}}"#
            )
        }
        let (text, rest) = try await read(try provider(at: server))
        #expect(text == "whole" && rest == [.usage(Usage(input: 1, output: 2, isEstimated: false)), .finished(.length)])
    }

    @Test("a server that does not know stream_options is asked again without, once and for all")
    func streamOptions() async throws {
        let asked = Mutex<[Bool]>([])
        let server = ScriptedServer { connection in
            guard let request = connection.readRequest() else { return }
            let has = (try? JSON.parse(request.body))?["stream_options"] != nil
            asked.withLock { $0.append(has) }
            if has {
                connection.write(response(400, #"{"error":{"message":"unknown field stream_options"}}"#))
            } else {
                connection.write(openEnded())
                connection.write(#"data: {"choices":[{"delta":{"content":"a"},"finish_reason":"stop"}]}"# + "\n\n")
            }
        }
        let provider = try provider(at: server)
        for _ in 0..<2 {
            let (text, rest) = try await read(provider)
            #expect(text == "a")
            #expect(rest.first == .usage(Usage(input: 5, output: 1, isEstimated: true)))
        }
        #expect(asked.withLock { $0 } == [true, false, false])
    }

    @Test("a turn is gone on with as the server understands it", arguments: [ContinuationStyle.prefill, .instruction])
    func continuation(style: ContinuationStyle) async throws {
        let seen = Mutex<[JSON]>([])
        let server = ScriptedServer { connection in
            guard let request = connection.readRequest() else { return }
            seen.withLock { $0 = (try? JSON.parse(request.body))?["messages"]?.arrayValue ?? [] }
            connection.write(openEnded())
            connection.write(stream(["a"]))
        }
        var request = question
        request.turns.append(ChatTurn(.assistant, "Half an"))
        request.continuesLastTurn = true
        _ = try await read(try provider(at: server, continuation: style), request)
        let roles = seen.withLock { $0.compactMap { $0["role"]?.stringValue } }
        #expect(roles == (style == .prefill ? ["user", "assistant"] : ["user", "assistant", "user"]))
    }

    @Test(
        "each refusal has its meaning",
        arguments: [
            (401, "", ProviderError.unauthorised), (403, "", .unauthorised), (500, "boom", .serverError(status: 500)),
            (503, "", .serverError(status: 503)), (429, "", .rateLimited(retryAfter: .seconds(7))), (408, "", .timeout),
            (413, "", .contextTooLong),
            (404, "<html>", .nonsense), (404, #"{"error":{"message":"no"}}"#, .modelUnknown), (418, "", .badRequest), (302, "", .nonsense),
            (400, #"{"error":{"code":"context_length_exceeded"}}"#, .contextTooLong),
            (400, #"{"error":{"message":"The model `x` does not exist"}}"#, .modelUnknown), (422, #"{"detail":"bad"}"#, .badRequest),
        ])
    func refusals(status: Int, body: String, expected: ProviderError) async throws {
        let server = ScriptedServer.answering { _ in response(status, headers: ["Retry-After: 7"], body) }
        #expect(await error(try provider(at: server)) == expected)
    }

    @Test("a reset, a stall, nonsense and an end in mid-stream each end the answer with what they are")
    func faults() async throws {
        let begin = #"data: {"choices":[{"delta":{"content":"a"}}]}"# + "\n\n"
        func failing(
            within limit: Duration = .seconds(60), _ end: @escaping @Sendable (ScriptedConnection) -> Void
        ) async throws -> ProviderError? {
            let isRead = DispatchSemaphore(value: 0)
            let server = ScriptedServer { connection in
                _ = connection.readRequest()
                connection.write(openEnded())
                connection.write(begin)
                isRead.wait()
                end(connection)
            }
            let provider = try provider(at: server, timeouts: ClientTimeouts(nextByte: limit))
            do {
                for try await event in try await provider.generate(question) where event == .text([UInt8(ascii: "a")]) { isRead.signal() }
                return nil
            } catch {
                return error
            }
        }
        #expect(try await failing { $0.reset() } == .interrupted)
        #expect(try await failing { _ in } == .interrupted)
        #expect(try await failing(within: .milliseconds(300)) { $0.waitForEnd() } == .timeout)
        #expect(try await failing { $0.write("data: <html>\n\n") } == .nonsense)
        #expect(try await failing { $0.write(#"data: {"error":{"code":429}}"# + "\n\n") } == .rateLimited(retryAfter: nil))
        #expect(try await failing { while $0.write(String(repeating: "a", count: 10_000)) {} } == .nonsense)
    }

    @Test("a page of HTML is not an answer")
    func html() async throws {
        let server = ScriptedServer.answering { _ in response(200, headers: ["Content-Type: text/html"], "<html>") }
        #expect(await error(try provider(at: server)) == .nonsense)
    }

    @Test("a provider that is not there is unreachable, and one outside is not asked in local-only mode")
    func unreachable() async throws {
        let base = try #require(ProviderAddress.normalised("http://127.0.0.1:1"))
        #expect(await error(OpenAIProvider(client: HTTPClient(), base: base, key: nil)) == .unreachable)
        let outside = try #require(ProviderAddress.normalised("http://192.0.2.1"))
        #expect(await error(OpenAIProvider(client: HTTPClient(egress: .localOnly), base: outside, key: nil)) == .refusedByEgress)
    }

    @Test("stopping the reader ends the request at the provider")
    func cancellation() async throws {
        let (ended, end) = AsyncStream<Void>.makeStream()
        let server = ScriptedServer { connection in
            _ = connection.readRequest()
            connection.write(openEnded())
            connection.write(#"data: {"choices":[{"delta":{"content":"a"}}]}"# + "\n\n")
            connection.waitForEnd()
            end.yield()
        }
        let provider = try provider(at: server)
        let (reading, read) = AsyncStream<Void>.makeStream()
        let task = Task {
            for try await _ in try await provider.generate(question) { read.yield() }
        }
        for await _ in reading { break }
        task.cancel()
        await #expect(throws: ProviderError.cancelled) { try await task.value }
        for await _ in ended { break }
    }

    @Test("its models are listed with the key")
    func models() async throws {
        let server = ScriptedServer.answering { request in
            guard request.target == "/v1/models", request.headers["authorization"] == "Bearer k" else { return response(401) }
            return response(200, #"{"data":[{"id":"m1"},{"id":"m2","context_length":10}]}"#)
        }
        #expect(try await provider(at: server, key: "k").models() == [ModelListing(name: "m1"), ModelListing(name: "m2", context: 10)])
        await #expect(throws: ProviderError.unauthorised) { try await provider(at: server).models() }
    }
}
