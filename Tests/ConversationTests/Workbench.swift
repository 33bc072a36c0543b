import Chats
import Database
import Events
import HTTPClient
import Identifiers
import Models
import ScriptedServer
import Spaces
import Sync
import Synchronization
import Telemetry
import TestSupport

@testable import Conversation
@testable import Jobs

/// A workspace whose answers come from a real HTTP server on this machine that a test scripts, with the real queue.
struct Workbench: Sendable {
    let workspace: TestWorkspace
    let chats: Chats
    let streams: AnswerStreams
    let catalogue: ModelCatalogue
    let conversation: Conversation
    let runs: Runs
    let jobs: Jobs
    let announced = Announced()
    let server: ScriptedServer
    private let queue: Task<Void, Never>

    /// What `Runs` told of answers that had ended.
    final class Announced: Sendable {
        private let answers = Mutex<[FinishedAnswer]>([])
        var all: [FinishedAnswer] { answers.withLock { $0 } }
        func add(_ answer: FinishedAnswer) { answers.withLock { $0.append(answer) } }
    }

    /// - Parameters:
    ///   - existing: the data of another one, beside which this is as another process.
    ///   - answer: serves one request for an answer; the connection is closed when it returns.
    static func open(
        _ engine: TestEngine, on existing: TestWorkspace? = nil, rules: JobRules = JobRules(), hot: HotChats? = nil,
        limits: StreamLimits = StreamLimits(),
        answer: @escaping @Sendable (ScriptedRequest, ScriptedConnection) -> Void
    ) async throws -> Workbench {
        let workspace =
            if let existing { existing } else {
                try await TestWorkspace.open(engine, extra: ModelsMigrations.all + JobsMigrations.all)
            }
        let server = ScriptedServer { connection in
            while let request = connection.readRequest() {
                if request.method == "GET" {
                    _ = connection.write(response(200, #"{"data":[{"id":"scripted"}]}"#))
                } else {
                    _ = connection.write(openEnded())
                    return answer(request, connection)
                }
            }
        }
        let catalogue = ModelCatalogue(
            spaces: workspace.spaces, space: workspace.space, owner: workspace.owner, client: HTTPClient(),
            configuration: try ModelsConfiguration(environment: ["PARLANCE_OPENAI_BASE_URL": server.base]), companion: nil,
            identifiers: workspace.ids, log: .silent)
        await catalogue.start()
        let bench = Workbench(
            workspace: workspace, catalogue: catalogue, server: server, rules: rules, hot: hot, streams: AnswerStreams(limits: limits))
        // What is asked from now on is leased to it at once, and not by another one on the same data.
        while !bench.jobs.worker.hasPlace(for: RunOrder.jobKind) { await Task.yield() }
        return bench
    }

    private init(
        workspace: TestWorkspace, catalogue: ModelCatalogue, server: ScriptedServer, rules: JobRules, hot: HotChats?, streams: AnswerStreams
    ) {
        self.workspace = workspace
        self.catalogue = catalogue
        self.server = server
        self.streams = streams
        chats = hot.map { Chats(spaces: workspace.spaces, discarded: $0.remove) } ?? workspace.chats
        let jobs = Jobs(database: workspace.database, owner: workspace.ids.next(), rules: rules, log: .silent)
        self.jobs = jobs
        let announced = announced
        runs = Runs(
            services: RunServices(
                spaces: workspace.spaces, chats: chats, streams: streams, catalogue: catalogue,
                announce: { announced.add($0) }, log: .silent, checkpointInterval: .milliseconds(20), hot: hot),
            jobs: jobs, identifiers: workspace.ids)
        var handlers = JobHandlers()
        runs.handle(in: &handlers)
        conversation = Conversation(spaces: workspace.spaces, chats: chats, runs: runs)
        queue = Task { [handlers] in await jobs.run(handlers) }
    }

    func close() async {
        await runs.shutDown()
        await jobs.stop(within: .seconds(5))
        await queue.value
        await catalogue.stop()
    }

    /// The same process as it is when it does not learn that its commits have taken place: what it orders is leased to it, and not started.
    func forgetful() -> Conversation {
        let jobs = Jobs(database: workspace.database, owner: jobs.owner, rules: jobs.table.rules, log: .silent)
        jobs.worker.open([RunOrder.jobKind: 1])
        return Conversation(
            spaces: workspace.spaces, chats: chats, runs: Runs(services: runs.services, jobs: jobs, identifiers: workspace.ids))
    }

    /// Asks in a new chat.
    func ask(_ text: String, mutation: Identifier? = nil) async throws -> Question {
        let question = Question(
            chat: workspace.ids.next(), message: workspace.ids.next(), parent: nil, text: text, reply: workspace.ids.next(), model: nil)
        _ = try await send(question, mutation: mutation)
        return question
    }

    func send(_ question: Question, mutation: Identifier? = nil) async throws -> Int64 {
        try await conversation.send(question, for: Caller(workspace.owner, in: workspace.space, mutation: mutation))
    }

    func message(_ id: Identifier) async throws -> Message {
        try await workspace.chats.message(id, for: workspace.caller)
    }

    /// The answer when its row is as it is to be; asked again at each version of the space.
    func answer(_ id: Identifier, when condition: (Message) -> Bool = { !$0.status.isRunning }) async throws -> Message {
        let (versions, feed) = AsyncStream.makeStream(of: Int64.self)
        let subscription = workspace.bus.subscribe(to: workspace.space) { feed.yield($0) }
        defer { subscription.cancel() }
        feed.yield(0)
        for await _ in versions {
            let found = try await message(id)
            if condition(found) { return found }
        }
        return try await message(id)
    }

    /// Returns when the stream of an answer holds this text.
    func heard(_ text: String, of id: Identifier) async {
        let (pieces, feed) = AsyncStream.makeStream(of: Void.self)
        let subscription = streams.subscribe(to: id, from: 0) { _ in
            feed.yield()
            return .taken
        }
        defer { subscription.cancel() }
        feed.yield()
        for await _ in pieces where streams.read(id, from: 0, limit: 1 << 20)?.bytes == Array(text.utf8) { return }
    }
}

/// One piece of text as an OpenAI-compatible server sends it.
func piece(_ text: String) -> [UInt8] {
    Array(#"data: {"choices":[{"index":0,"delta":{"content":"\#(text)"}}]}"#.utf8) + Array("\n\n".utf8)
}

/// The end of an answer with its figures.
let ending = Array(
    """
    data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

    data: {"choices":[],"usage":{"prompt_tokens":5,"completion_tokens":3}}

    data: [DONE]


    """.utf8)
