import Identifiers
import Problems
import Spaces

/// What the reads bring.
extension SyncSession {
    /// Rules 2, 6 and 7: what a device gets after its `hello`, in order.
    mutating func accept(located result: Result<SpacePosition, Problem>) {
        guard stage == .locating, let hello else { return }
        switch result {
        case .failure(let problem): return fail(problem)
        case .success(let position):
            stage = .live
            space = position.space.id
            target = max(target, position.space.version)
            actions.append(.listen(space: position.space.id))
            send(.welcome(principal, position))
            wanted.insert(contentsOf: beginning(hello, position), at: 0)
        }
        self.hello = nil
        device = hello.device
    }

    private mutating func beginning(_ hello: Hello, _ position: SpacePosition) -> [Want] {
        var rows: [Want] = []
        var pages: [Want] = []
        let known = hello.cursor.map { cursor in
            // 0 is a device that holds nothing; below the floor one cannot be told what is gone.
            cursor.epoch == position.epoch && cursor.version <= position.space.version
                && (cursor.version == 0 || cursor.version >= position.floor)
        }
        if known != false {
            cursor = hello.cursor?.version ?? 0
            offsets = hello.streams
            for chat in hello.open {
                // Without a cursor the device holds nothing, whatever it says of a chat.
                if chat.after > 0, known != nil {
                    rows.append(Want(kind: .rows(chat: chat.chat, after: chat.after)))
                } else {
                    pages.append(Want(kind: .opening(chat: chat.chat)))
                }
            }
        }
        let changes = Want(kind: .catchUp(through: position.space.version, resync: known == false))
        return [Want(kind: .catalogue)] + rows + [changes] + pages
    }

    mutating func accept(catalogue result: Result<Catalogue, Problem>) {
        reading = nil
        switch result {
        case .success(let catalogue): send(.models(catalogue))
        case .failure(let problem): send(.problem(problem))
        }
    }

    /// Rules 4 and 6.
    mutating func accept(changes result: Result<ChangesPage, Problem>) {
        reading = nil
        guard let space else { return }
        switch result {
        case .failure(let problem): fail(problem)
        case .success(let page):
            // A page that leads nowhere would be asked for for ever.
            guard page.to > cursor else { return fail(Problem(.internal)) }
            let begunAnew = page.rows.filter { beginAnew($0) }
            let wasAway = isCatchingUp
            send(.changes(space: space, from: cursor, to: page.to, rows: page.rows.filter { isShown($0) }))
            cursor = page.to
            target = max(target, page.to)
            // Who has had the chat open and not followed it holds the text of before, if there was one, with the row of before.
            for row in page.rows { follow(row, from: wasAway || begunAnew.contains(row) ? 0 : nil) }
        }
    }

    /// A chat opened with `after` above 0 (rule 6).
    mutating func accept(rows result: Result<ChatChanges, Problem>) {
        guard case .rows(let chat) = reading, let space else { return }
        reading = nil
        // Closed meanwhile.
        guard open.contains(chat) else { return }
        switch result {
        case .failure(let problem): refuse(chat, problem)
        case .success(let page):
            let last = page.next == nil ? [page.chat] : []
            for row in page.rows { _ = beginAnew(row, isOpening: true) }
            send(.changes(space: space, from: cursor, to: cursor, rows: page.rows + last))
            for row in page.rows { follow(row, from: 0) }
            if let next = page.next { return wanted.insert(Want(kind: .rows(chat: chat, after: next)), at: 0) }
            // The others run as they did when the device went: what it has of them holds.
            for message in page.running { follow(message, of: chat, from: offsets.removeValue(forKey: message) ?? 0, at: cursor) }
        }
    }

    mutating func accept(page result: Result<MessagePage, Problem>) {
        switch reading {
        case .opening(let chat):
            reading = nil
            guard open.contains(chat) else { return }
            switch result {
            case .failure(let problem): refuse(chat, problem)
            case .success(let page):
                send(.page(chat: chat, before: nil, page))
                for message in page.running { follow(message, of: chat, from: 0, at: page.version) }
            }
        case .page(let chat, let before):
            reading = nil
            switch result {
            case .failure(let problem) where problem.kind.retryable: fail(problem)
            case .failure(let problem): send(.problem(problem, chat: chat))
            case .success(let page): send(.page(chat: chat, before: before, page))
            }
        default: return
        }
    }

    /// A chat that cannot be opened. What may succeed later ends the socket, so that the device asks again for all of it.
    private mutating func refuse(_ chat: Identifier, _ problem: Problem) {
        guard !problem.kind.retryable else { return fail(problem) }
        shut(chat)
        send(.problem(problem, chat: chat))
    }

    /// Rule 6 once more, for a chat that was closed while its rows were read.
    private func isShown(_ row: EncodedRow) -> Bool {
        guard case .message(_, let chat, _) = row.subject else { return true }
        return open.contains(chat)
    }

    /// An answer that has begun, or gone on, while the device was away or followed it is told from its beginning (rule 11): what the device has of
    /// it may be of an earlier telling, and longer than what was kept of that. True when it was followed; a row that is no newer than what it is
    /// followed by says nothing new, unless its chat is just being opened.
    private mutating func beginAnew(_ row: EncodedRow, isOpening: Bool = false) -> Bool {
        guard case .message(let message, _, running: true) = row.subject else { return false }
        offsets[message] = nil
        guard let text = following[message], isOpening || text.version < row.version else { return false }
        following[message] = nil
        actions.append(.leave(message))
        return true
    }

    private var isCatchingUp: Bool {
        wanted.contains { if case .catchUp = $0.kind { true } else { false } }
    }

    /// Follows texts as their rows say (rule 11).
    private mutating func follow(_ row: EncodedRow, from offset: Int?) {
        switch row.subject {
        case .message(let message, let chat, running: true): follow(message, of: chat, from: offset, at: row.version)
        case .message(let message, _, running: false):
            if following.removeValue(forKey: message) != nil { actions.append(.finish(message)) }
        case .goneMessage(let message):
            if following.removeValue(forKey: message) != nil { actions.append(.leave(message)) }
        case .goneChat(let chat): forget(chat)
        case .chat, .other: break
        }
    }

    /// `offset` is what the device has, nil when that is what the answer had before this run; at `version` it was running.
    private mutating func follow(_ message: Identifier, of chat: Identifier, from offset: Int?, at version: Int64) {
        guard open.contains(chat), following[message] == nil else { return }
        following[message] = Following(chat: chat, version: version)
        actions.append(.follow(message, offset: offset))
    }
}
