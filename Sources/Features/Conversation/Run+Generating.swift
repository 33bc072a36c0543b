import Chats
import Models
import Problems

extension Run {
    /// Asks the model and hands on what comes, until it has said all or the run is ended.
    func generate(_ message: Message, to stream: AnswerWriter, progress: RunProgress) async {
        do {
            let resolved = try await services.models.model(order.model)
            progress.update { $0.model = resolved.model.id }
            let branch = try await branch(upTo: message, context: resolved.model.context)
            progress.update { $0.branch = branch }
            let request = GenerationRequest(
                model: resolved.model.name, turns: turns(of: branch, context: resolved.model.context), temperature: nil, maxTokens: nil,
                continuesLastTurn: order.continues)
            var isFirst = true
            for try await event in try await resolved.provider.generate(request) {
                switch event {
                case .text(let bytes):
                    progress.update { $0.meter.textArrived(at: services.clock.now()) }
                    if isFirst { try await checkpoint(stream.text + bytes, cipher: branch.cipher) }
                    isFirst = false
                    try stream.append(utf8: bytes)
                case .usage(let usage): progress.update { $0.meter.told(usage) }
                case .finished: progress.update { $0.isWhole = true }
                }
            }
        } catch {
            let problem = Problem(error)
            progress.update { $0.problem = problem }
        }
    }

    /// The branch up to the question, and the answer so far when it is to go on.
    private func branch(upTo message: Message, context: Int?) async throws(Problem) -> ChatBranch {
        let end = order.continues ? message.id : message.parent ?? message.id
        let kept = order.continues ? nil : await services.hot?.branch(of: order.chat, user: order.caller.principal.user)
        let branch = try await services.chats.branch(
            to: end, answer: message.id, of: order.chat, limit: HistoryWindow(context: context).reach, kept: kept, for: order.caller)
        services.hot?.note(hit: branch.wasKept)
        return branch
    }

    /// What the model is shown of a branch.
    private func turns(of branch: ChatBranch, context: Int?) -> [ChatTurn] {
        let turns = branch.turns.filter { !$0.text.isEmpty }.map { turn in
            ChatTurn(ChatTurn.Role(turn.role), String(decoding: turn.text, as: UTF8.self))
        }
        return HistoryWindow(context: context).turns(turns)
    }
}

extension ChatTurn.Role {
    init(_ role: Message.Role) {
        switch role {
        case .user: self = .user
        case .assistant: self = .assistant
        case .system: self = .system
        }
    }
}
