import Identifiers
import Problems

/// What the device sends.
extension SyncSession {
    /// The private-use close code of rule 1.
    static let helloExpectedCode: UInt16 = 4400

    mutating func accept(_ frame: Result<DeviceFrame, FrameFault>, weight: Int) {
        if stage == .greeting { return greet(frame) }
        switch frame {
        case .failure(let fault):
            if let mutation = fault.mutation { send(.reject(mutation, fault.problem)) } else { send(.problem(fault.problem)) }
        case .success(.hello): send(.problem(Problem(.helloRepeated)))
        case .success(.mutate(let mutation)): mutations.add(mutation, weight: weight)
        case .success(.open(let chat)): want(chat, weight: weight)
        case .success(.close(let chat)): forget(chat)
        case .success(.page(let chat, let before)):
            wanted.append(Want(kind: .page(chat: chat, before: before), barrier: mutations.accepted, weight: weight))
        case .success(.stream(let message, let offset)):
            if following[message] == nil { send(.problem(Problem(.streamUnknown))) } else { actions.append(.seek(message, offset: offset)) }
        case .success(.ping(let number)): send(.pong(number))
        }
    }

    /// Rule 1.
    private mutating func greet(_ frame: Result<DeviceFrame, FrameFault>) {
        switch frame {
        case .success(.hello(let hello)):
            self.hello = hello
            stage = .locating
            actions.append(.locate)
        case .failure(let fault) where fault.isHello: send(.problem(fault.problem))
        default:
            send(.problem(Problem(.helloExpected)))
            close(Self.helloExpectedCode)
        }
    }

    private mutating func want(_ request: OpenChat, weight: Int) {
        guard open.union(opening).union([request.chat]).count <= DeviceFrame.openLimit else {
            return send(.problem(Problem(.tooManyOpen), chat: request.chat))
        }
        let kind: Want.Kind = request.after > 0 ? .rows(chat: request.chat, after: request.after) : .opening(chat: request.chat)
        wanted.append(Want(kind: kind, barrier: mutations.accepted, weight: weight))
    }

    /// The chats that wait to be opened.
    private var opening: [Identifier] {
        wanted.compactMap {
            switch $0.kind {
            case .rows(let chat, _), .opening(let chat): chat
            case .catalogue, .catchUp, .page: nil
            }
        }
    }

    /// The chat is no longer open: what was to be opened is not, and its texts stop.
    mutating func forget(_ chat: Identifier) {
        shut(chat)
        hello?.open.removeAll { $0.chat == chat }
        wanted.removeAll {
            switch $0.kind {
            case .rows(chat, _), .opening(chat): true
            default: false
            }
        }
    }

    /// The device gets nothing of the chat any more.
    mutating func shut(_ chat: Identifier) {
        open.remove(chat)
        for (message, text) in following where text.chat == chat {
            following[message] = nil
            actions.append(.leave(message))
        }
    }
}
