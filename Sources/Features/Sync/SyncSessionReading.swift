import Identifiers

extension SyncSession {
    /// A read that is to be done when its turn comes.
    struct Want: Equatable {
        enum Kind: Equatable {
            case catalogue
            /// All changes up to a version, before anything behind it; with `resync` the device is told to begin anew first.
            case catchUp(through: Int64, resync: Bool)
            case rows(chat: Identifier, after: Int64)
            /// The newest page of a chat that is opened.
            case opening(chat: Identifier)
            case page(chat: Identifier, before: Identifier)
        }

        var kind: Kind
        /// Waits until so many mutations are done: those that the device sent before (rule 9).
        var barrier = 0
        var weight = 0
    }

    /// The read that is being done.
    enum Reading: Equatable {
        case catalogue
        case changes
        case rows(chat: Identifier)
        case opening(chat: Identifier)
        case page(chat: Identifier, before: Identifier)
    }

    /// Begins the next read, when none is being done and the device takes what it is sent.
    mutating func readNext() {
        while reading == nil, !isCongested, stage == .live, let space {
            guard let want = wanted.first, want.barrier <= mutations.done else {
                if cursor < target { readChanges(of: space) }
                return
            }
            if case .catchUp(let through, let resync) = want.kind {
                catchUp(through: through, resync: resync, of: space)
            } else {
                wanted.removeFirst()
                begin(want.kind)
            }
        }
    }

    private mutating func catchUp(through: Int64, resync: Bool, of space: Identifier) {
        if resync {
            wanted[0].kind = .catchUp(through: through, resync: false)
            send(.resync(space: space))
            // Changes from 0 follow, even when there are none.
            if target == 0 { send(.changes(space: space, from: 0, to: 0, rows: [])) }
        }
        if cursor < through {
            readChanges(of: space)
        } else {
            wanted.removeFirst()
        }
    }

    private mutating func readChanges(of space: Identifier) {
        reading = .changes
        actions.append(.readChanges(space: space, after: cursor, through: target, open: open))
    }

    private mutating func begin(_ kind: Want.Kind) {
        switch kind {
        case .catchUp: break
        case .catalogue:
            reading = .catalogue
            actions.append(.readCatalogue)
        case .rows(let chat, let after):
            open.insert(chat)
            reading = .rows(chat: chat)
            actions.append(.readRows(chat: chat, after: after, through: cursor))
        case .opening(let chat):
            open.insert(chat)
            reading = .opening(chat: chat)
            actions.append(.readPage(chat: chat, before: nil))
        case .page(let chat, let before):
            reading = .page(chat: chat, before: before)
            actions.append(.readPage(chat: chat, before: before))
        }
    }

    /// The catalogue has changed: once more, unless that is due anyway.
    mutating func wantCatalogue() {
        let want = Want(kind: .catalogue)
        if stage == .live, !wanted.contains(want) { wanted.insert(want, at: 0) }
    }
}
