import Chats
import Problems
import Telemetry

/// What a run keeps of its text: checkpoints in the database while it grows, and the whole branch in the cache when it has ended.
extension Run {
    /// Keeps the text so far once a second while it grows: a process that dies loses at most the last second. Who finds that the answer is in
    /// other hands asks the model for no more.
    func keepCheckpoints(of stream: AnswerWriter, _ progress: RunProgress, while task: Task<Void, Never>) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                var kept = stream.length
                while !Task.isCancelled {
                    try? await Task.sleep(for: services.checkpointInterval)
                    guard !Task.isCancelled, stream.length > kept, let cipher = progress.outcome.branch?.cipher else { continue }
                    let text = stream.text
                    do throws(Problem) {
                        if try await checkpoint(text, cipher: cipher) { kept = text.count }
                    } catch {
                        return task.cancel()
                    }
                }
            }
            await task.value
            group.cancelAll()
        }
    }

    /// Keeps the text so far, sealed. A database that refuses for the moment does not end an answer: its text is in memory.
    ///
    /// - Returns: whether it is kept.
    /// - Throws: `run_taken_over`, and nothing else.
    @discardableResult
    func checkpoint(_ text: [UInt8], cipher: ChatCipher) async throws(Problem) -> Bool {
        do throws(Problem) {
            try await services.chats.checkpoint(order.message, text: text, cipher: cipher, fence: lease.hold)
            return true
        } catch {
            services.log.warning("checkpoint_failed", ["message": .id(order.message), "problem": .public(error.kind.code)])
            if error.kind == .runTakenOver { throw error }
            return false
        }
    }

    /// Keeps the branch with the answer for the next question; a version of nil says that somebody else has ended the answer.
    func keep(_ branch: ChatBranch?, with text: [UInt8], of message: Message, version: Int64?) async {
        guard let hot = services.hot else { return }
        let user = order.caller.principal.user
        // An answer that goes on is the last turn of its branch already: what it had then is part of the text.
        guard let branch, let version, !order.continues, !text.isEmpty,
            let sealed = try? branch.sealed(with: text, last: order.message, base: message.version, end: version)
        else { return hot.remove(order.chat, of: user) }
        hot.keep(sealed, of: order.chat, user: user)
        // Only now is the chat looked at: whoever throws it away later than this has the cache forget it.
        let chat = try? await uncancelled { () throws(Problem) in try await services.chats.chat(order.chat, for: order.caller) }
        if chat == nil || chat?.deleted != nil { hot.remove(order.chat, of: user) }
    }
}
