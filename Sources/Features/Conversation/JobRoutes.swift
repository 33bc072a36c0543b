import Chats
import HTTPServer
import Identifiers
import JSON
import Problems
import Spaces

/// The jobs API: asking without a socket. A `POST` answers at once; a job is the writing of an answer, and its id is the answer's.
public struct JobRoutes: Sendable {
    let conversation: Conversation
    let identifiers: IdentifierSource
    let authenticate: @Sendable (HTTPRequest) async throws(Problem) -> Principal

    /// The routes over the service; `authenticate` makes the principal of a request.
    public init(
        conversation: Conversation, identifiers: IdentifierSource,
        authenticate: @escaping @Sendable (HTTPRequest) async throws(Problem) -> Principal
    ) {
        self.conversation = conversation
        self.identifiers = identifiers
        self.authenticate = authenticate
    }

    /// Every route of the jobs API.
    public var all: [Route] { [postMessage, getMessage, history, clear] }

    private var chats: Chats { conversation.chats }

    private var postMessage: Route {
        Route("POST", "/messages", operation: JobOperations.post, limits: RouteLimits(bodyBytes: 1 << 20)) { request in
            let caller = try await caller(of: request)
            var body = try JSONObject(try await request.json())
            let text = try body.string("text", min: 1, max: Conversation.textLimit)
            let chat = try body.optionalIdentifier("chat_id")
            let parent = try body.optionalIdentifier("parent_id")
            let model = try body.optionalString("model", min: 1, max: 500)
            try body.finish()
            guard !text.allSatisfy(\.isWhitespace) else { throw Problem(.invalidField, field: "text") }
            let names = try JobNames(for: request, of: caller.principal, identifiers: identifiers)
            if let earlier = try await chats.messageIfThere(names.message, for: caller) {
                guard earlier.isDamaged || earlier.text == Array(text.utf8) else { throw Problem(.idempotencyKeyReused) }
                return Self.accepted(names, chat: earlier.chat)
            }
            let known: Chat? = if let chat { try await chats.chat(chat, for: caller) } else { nil }
            if parent != nil, known == nil { throw Problem(.missingField, field: "chat_id") }
            let question = Question(
                chat: known?.id ?? names.chat, message: names.message, parent: parent, text: text, reply: names.job, model: model,
                followsHead: parent == nil)
            _ = try await conversation.send(question, for: Caller(caller.principal, in: caller.space, mutation: names.mutation))
            return Self.accepted(names, chat: question.chat)
        }
    }

    private var getMessage: Route {
        Route("GET", "/messages/{id}", operation: JobOperations.get) { request in
            let caller = try await caller(of: request)
            guard let id = Identifier(request.parameters["id"] ?? "") else { throw Problem(.messageUnknown) }
            let answer = try await chats.answer(to: id, for: caller)
            return .json { writer in Self.write(answer, into: &writer) }
        }
    }

    private var history: Route {
        Route("GET", "/chat/history", operation: JobOperations.history) { request in
            let caller = try await caller(of: request)
            let chat = try Self.identifier("chat_id", of: request)
            let before = try Self.identifier("before", of: request)
            if before != nil, chat == nil { throw Problem(.missingField, field: "chat_id") }
            guard let shown = try await chats.chatOrNewest(chat, for: caller) else {
                return .json(200, ["success": true, "chat_id": nil, "title": nil, "messages": [], "before": nil])
            }
            let page = try await chats.page(of: shown.id, before: before, for: caller)
            return .json { answer in
                answer.object { answer in
                    answer.field("success", true)
                    answer.field("chat_id", shown.id)
                    answer.field("title", shown.title)
                    answer.array("messages") { list in
                        for message in page.messages { list.value(message) }
                    }
                    answer.field("before", page.first)
                }
            }
        }
    }

    private var clear: Route {
        Route("DELETE", "/chat/clear", operation: JobOperations.clear) { request in
            let caller = try await caller(of: request)
            let chat = try Self.identifier("chat_id", of: request)
            let count = try await chats.clear(chat, for: caller)
            return .json(200, ["success": true, "cleared": .int(Int64(count))])
        }
    }

    private func caller(of request: HTTPRequest) async throws(Problem) -> Caller {
        let principal = try await authenticate(request)
        return Caller(principal, in: try await conversation.spaces.personalSpace(of: principal))
    }

    private static func accepted(_ names: JobNames, chat: Identifier) -> HTTPResponse {
        .json(202) { answer in
            answer.object { answer in
                answer.field("success", true)
                answer.field("job_id", names.job)
                answer.field("chat_id", chat)
                answer.field("message_id", names.message)
                answer.field("status", JobStatus.pending.rawValue)
            }
        }
    }

    private static func identifier(_ name: String, of request: HTTPRequest) throws(Problem) -> Identifier? {
        guard let text = request.queryValue(name) else { return nil }
        guard let identifier = Identifier(text) else { throw Problem(.invalidField, field: name) }
        return identifier
    }

    private static func write(_ answer: Message, into writer: inout JSONWriter) {
        let status = answer.isDamaged && !answer.status.isRunning ? .error : JobStatus(answer.status)
        writer.object { job in
            job.field("success", true)
            job.field("job_id", answer.id)
            job.field("chat_id", answer.chat)
            job.field("message_id", answer.parent)
            job.field("status", status.rawValue)
            if status == .pending || status == .processing {
                job.null("result")
            } else {
                job.object("result") { result in
                    result.field("text", utf8: answer.text)
                    result.field("model", answer.model)
                    result.field("ended", answer.status.rawValue)
                    result.field("created", answer.created)
                    result.field("finished", answer.finished)
                    result.field("usage", answer.usage)
                }
            }
            if let problem = answer.problem { job.raw("problem", Array(problem.utf8)) } else { job.null("problem") }
        }
    }
}

/// How far a job is.
enum JobStatus: String {
    case pending
    case processing
    case done
    case error

    init(_ status: Message.Status) {
        switch status {
        case .pending: self = .pending
        case .processing: self = .processing
        case .done, .stopped: self = .done
        case .interrupted, .error: self = .error
        }
    }
}
