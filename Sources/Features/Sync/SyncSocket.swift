import Events
import HTTPServer
import Identifiers
import Problems
import Spaces
import Telemetry

/// Carries out what a session decides, on a real socket.
///
/// One task runs the session, one reads the socket; each read and each mutation is a short task of its own. Pieces of running texts do not pass
/// here: they go from the writer's thread to the socket.
struct SyncSocket: Sendable {
    let socket: WebSocket
    let principal: Principal
    let encoder: FrameEncoder
    let parts: SyncParts

    /// Serves the socket until it ends. What is being carried out then is waited for.
    func run() async {
        let inbox = SyncInbox()
        let member = parts.registry.join(principal.user, inbox)
        socket.onDrain { inbox.push(.drained) }
        await withTaskCancellationHandler {
            await withDiscardingTaskGroup { group in
                group.addTask { await read(into: inbox) }
                await serve(inbox, member, &group)
            }
        } onCancel: {
            inbox.push(.gone)
        }
        parts.registry.leave(member)
    }

    private func read(into inbox: SyncInbox) async {
        for await message in socket.messages {
            switch message {
            case .text(let text):
                let frame = Result { () throws(FrameFault) in try DeviceFrame.decode(text) }
                if case .failure = frame { parts.refused.increment() }
                inbox.push(.frame(frame, weight: text.count + SyncInbox.frameOverhead))
            case .binary:
                parts.refused.increment()
                inbox.push(.frame(.failure(FrameFault(problem: Problem(.frameUnknown))), weight: SyncInbox.frameOverhead))
            }
            await inbox.room()
        }
        inbox.push(.gone)
    }

    private func serve(_ inbox: SyncInbox, _ member: SyncRegistry.Member, _ group: inout DiscardingTaskGroup) async {
        var session = SyncSession(principal: principal)
        var taps = StreamTaps(socket: socket, streams: parts.streams, softMark: parts.softMark)
        var subscription: BusSubscription?
        // When what was read of chats was as it is.
        var freshest = ContinuousClock.now
        while session.stage != .closed, let input = await inbox.next() {
            switch input {
            case .drained: taps.resume()
            case .located, .rows, .page: freshest = .now
            default: break
            }
            session.isCongested = socket.unsentBytes > parts.softMark
            for action in session.handle(input) {
                switch action {
                case .listen(let space):
                    parts.registry.place(member, in: space)
                    subscription = parts.bus.subscribe(to: space) { inbox.push(.notice($0)) }
                case .send(let frame):
                    note(frame)
                    socket.send(encoder.encode(frame))
                case .follow(let message, let offset): taps.follow(message, from: offset)
                case .seek(let message, let offset): taps.seek(message, to: offset)
                case .finish(let message): taps.finish(message)
                case .leave(let message): taps.leave(message)
                case .close(let code): socket.close(code: code)
                default: group.addTask { [freshest] in await work(action, inbox, freshest) }
                }
            }
            inbox.settle(held: session.backlog)
        }
        subscription?.cancel()
        taps.leaveAll()
        inbox.close()
    }

    /// What went wrong on the server stands in its log, under the name that the device is told.
    private func note(_ frame: ServerFrame) {
        guard let problem = frame.problem, problem.kind.status >= 500 else { return }
        parts.log.error("sync_problem", ["request": .public(encoder.requestID), "problem": .public(problem.kind.code)])
    }

    /// What takes time. Each answers with one input.
    private func work(_ action: SyncSession.Action, _ inbox: SyncInbox, _ freshest: ContinuousClock.Instant) async {
        let source = parts.source
        switch action {
        case .locate: inbox.push(.located(await Result { () async throws(Problem) in try await source.position(of: principal) }))
        case .readCatalogue:
            inbox.push(.catalogue(await Result { () async throws(Problem) in try await source.catalogue(for: principal) }))
        case .readChanges(let space, let after, let through, let open):
            inbox.push(
                .changes(
                    await Result { () async throws(Problem) in
                        try await parts.changes.changes(
                            in: space, after: after, through: through, open: open, since: freshest, for: principal)
                    }))
        case .readRows(let chat, let after, let through):
            inbox.push(
                .rows(
                    await Result { () async throws(Problem) in
                        try await source.rows(of: chat, after: after, through: through, limit: PageLimit(), for: principal)
                    }))
        case .readPage(let chat, let before):
            inbox.push(.page(await Result { () async throws(Problem) in try await source.page(of: chat, before: before, for: principal) }))
        case .perform(let mutation, let device):
            // Of its own, so that it is not cancelled when the socket goes; awaited here, so that it has an owner.
            let task = Task { [handler = parts.mutations, principal] in
                await Result { () async throws(Problem) in try await handler.perform(mutation, by: principal, device: device) }
            }
            inbox.push(.mutated(await task.value))
        default: break
        }
    }
}
