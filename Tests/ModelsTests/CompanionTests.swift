import Glibc
import HTTPClient
import Telemetry
import Testing

@testable import Models

@Suite("The companion")
struct CompanionTests {
    private let client = HTTPClient()

    private func companion(_ command: CompanionCommand) -> Companion {
        Companion(command: command, client: client, log: .silent)
    }

    private func provider(_ endpoint: CompanionEndpoint) throws -> OpenAIProvider {
        let base = try #require(WebAddress("http://127.0.0.1:\(endpoint.port)/v1"))
        return OpenAIProvider(client: client, base: base, key: endpoint.token, continuation: .prefill)
    }

    /// The real program with the real model: what it says, that it goes on with a turn, that it is started again when it dies, and stopped.
    @Test("it answers, continues, serves four at once, comes back after a kill, and stops", .timeLimit(.minutes(2)))
    func life() async throws {
        let companion = companion(try RealCompanion.command())
        var reports = await companion.start().makeAsyncIterator()
        var endpoint: CompanionEndpoint?
        while endpoint == nil, let report = await reports.next() { endpoint = report.endpoint }
        let first = try provider(try #require(endpoint))

        var request = GenerationRequest(
            model: "SmolLM2-135M-Instruct", turns: [ChatTurn(.user, "Name the capital of France.")], temperature: 0, maxTokens: 40)
        let answer = try await readAll(try await first.generate(request))
        #expect(answer.text.contains("Paris") && answer.finish == .stop, "\(answer)")
        #expect(answer.usage.map { $0.input > 5 && $0.output > 3 && !$0.isEstimated } == true)
        #expect(try await first.models().map(\.name) == ["SmolLM2-135M-Instruct"])

        // Its last turn is gone on with: what comes is the rest, and not the beginning again.
        request.turns.append(ChatTurn(.assistant, "The capital of France is"))
        request.continuesLastTurn = true
        let rest = try await readAll(try await first.generate(request))
        #expect(rest.text.hasPrefix(" Paris"))

        try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<4 {
                group.addTask {
                    let request = GenerationRequest(model: "m", turns: [ChatTurn(.user, "Count from \(number).")], maxTokens: 8)
                    return try await readAll(try await first.generate(request)).usage?.output ?? 0
                }
            }
            for try await tokens in group { #expect((1...8).contains(tokens)) }
        }

        // Without the token nobody is answered.
        let port = try #require(endpoint?.port)
        let stranger = OpenAIProvider(client: client, base: try #require(WebAddress("http://127.0.0.1:\(port)/v1")), key: nil)
        await #expect(throws: ProviderError.unauthorised) { try await stranger.generate(request) }
        let long = GenerationRequest(model: "m", turns: [ChatTurn(.user, String(repeating: "word ", count: 3000))])
        await #expect(throws: ProviderError.contextTooLong) { try await first.generate(long) }

        let id = try #require(await companion.processID)
        kill(id, SIGKILL)
        var next: CompanionReport?
        while let report = await reports.next() {
            next = report
            if report.endpoint != nil, report.status.attempt == 2 { break }
        }
        let again = try #require(next?.endpoint)
        #expect(again.token.withValue { token in !(endpoint?.token.matches(token) ?? true) })
        request.continuesLastTurn = false
        request.turns.removeLast()
        #expect(try await readAll(try await provider(again).generate(request)).text.contains("Paris"))

        let last = try #require(await companion.processID)
        await companion.stop()
        #expect(!RealCompanion.isRunning(last))
        #expect(await companion.processID == nil)
    }

    @Test("a file with another digest is not run, and people are told")
    func otherDigest() async throws {
        var command = try RealCompanion.command()
        command.model = command.folder + "/README.md"
        let companion = companion(command)
        var last: CompanionStatus?
        for await report in await companion.start() {
            last = report.status
            if report.status.state == .failed { break }
        }
        #expect(last?.problem?.kind == .modelFileChanged)
        await companion.stop()
    }

    @Test("a Python that is not there is tried again, and stopping does not wait for it")
    func missing() async throws {
        let command = CompanionCommand(python: "/nothing/python", folder: "/nothing", model: "/nothing", sha256: "00")
        let companion = companion(command)
        for await report in await companion.start() where report.status.attempt == 2 { break }
        await companion.stop()
        #expect(await companion.processID == nil)
    }

    @Test("it ends when this process's end of its input is closed, as a kill -9 would do")
    func lifeline() async throws {
        let companion = companion(try RealCompanion.command())
        for await report in await companion.start() where report.endpoint != nil { break }
        await companion.closeInput()
        // It is started again, since nobody stopped it.
        for await report in await companion.start() where report.status.attempt == 2 { break }
        await companion.stop()
    }

    @Test("without its settings there is none")
    func settings() {
        let whole = ["PARLANCE_COMPANION_PYTHON": "p", "PARLANCE_COMPANION": "c", "PARLANCE_MODEL": "m", "PARLANCE_MODEL_SHA256": "s"]
        #expect(CompanionCommand(environment: whole) == CompanionCommand(python: "p", folder: "c", model: "m", sha256: "s"))
        for name in whole.keys { #expect(CompanionCommand(environment: whole.merging([name: ""]) { $1 }) == nil) }
        #expect(CompanionCommand(environment: [:]) == nil)
    }
}
