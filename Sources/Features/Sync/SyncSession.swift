import HTTPServer
import Identifiers
import Problems
import Spaces

/// What one device's socket does, decided without a socket: it takes what has happened and returns what is to be done, in order.
///
/// Three things go on side by side. Mutations are carried out one after the other. Reads (changes, rows, pages, the catalogue) are done one
/// after the other too, so that frames are as old as their place says; requests of the device come before changes. Running texts flow
/// past the session: it only says which ones the device follows.
struct SyncSession {
    /// What has happened.
    enum Input: Sendable {
        /// A message of the device; `weight` is what it counts against the backlog, in bytes.
        case frame(Result<DeviceFrame, FrameFault>, weight: Int)
        case located(Result<SpacePosition, Problem>)
        case catalogue(Result<Catalogue, Problem>)
        case changes(Result<ChangesPage, Problem>)
        case rows(Result<ChatChanges, Problem>)
        case page(Result<MessagePage, Problem>)
        case mutated(Result<Int64, Problem>)
        /// The space has come to this version.
        case notice(Int64)
        case catalogueChanged
        case finished(FinishedAnswer)
        /// What was sent has left.
        case drained
        /// The server ends the socket.
        case closing(code: UInt16)
        /// The socket has ended.
        case gone
    }

    /// What is to be done. Each read and each mutation is answered by exactly one input.
    enum Action: Sendable, Equatable {
        case send(ServerFrame)
        case locate
        case listen(space: Identifier)
        case readCatalogue
        case readChanges(space: Identifier, after: Int64, through: Int64, open: Set<Identifier>)
        case readRows(chat: Identifier, after: Int64, through: Int64)
        case readPage(chat: Identifier, before: Identifier?)
        case perform(Mutation, device: Identifier)
        /// Sends a running text from this offset on; with nil, what this run adds.
        case follow(Identifier, offset: Int?)
        case seek(Identifier, offset: Int)
        /// The row is whole: the text goes on only to its `settled`.
        case finish(Identifier)
        /// Stops at once.
        case leave(Identifier)
        case close(code: UInt16)
    }

    enum Stage: Equatable {
        case greeting
        case locating
        case live
        case closed
    }

    /// A running text that the device gets.
    struct Following: Equatable {
        let chat: Identifier
        /// It was running at this version: no row up to there says anything new of it.
        let version: Int64
    }

    let principal: Principal
    /// Set by the owner before each input: more is unsent than should be, so reading waits for `drained`.
    var isCongested = false

    var stage = Stage.greeting
    var hello: Hello?
    var device: Identifier?
    var space: Identifier?
    /// Everything up to here has been sent.
    var cursor: Int64 = 0
    /// The newest version known.
    var target: Int64 = 0
    /// The chats whose messages `changes` carry.
    var open: Set<Identifier> = []
    /// The running texts that the device gets.
    var following: [Identifier: Following] = [:]
    /// How much of running texts the device has, from its `hello`.
    var offsets: [Identifier: Int] = [:]
    var wanted: [Want] = []
    var reading: Reading?
    var mutations = MutationQueue()
    var actions: [Action] = []

    init(principal: Principal) {
        self.principal = principal
    }

    /// Bytes of frames that wait for their turn.
    var backlog: Int { mutations.weight + wanted.reduce(0) { $0 + $1.weight } }

    /// Takes what has happened; afterwards nothing is left to be decided until the next input.
    mutating func handle(_ input: Input) -> [Action] {
        guard stage != .closed else { return [] }
        accept(input)
        if stage == .live {
            readNext()
            performNext()
        }
        defer { actions = [] }
        return actions
    }

    private mutating func accept(_ input: Input) {
        switch input {
        case .frame(let frame, let weight): accept(frame, weight: weight)
        case .located(let result): accept(located: result)
        case .catalogue(let result): accept(catalogue: result)
        case .changes(let result): accept(changes: result)
        case .rows(let result): accept(rows: result)
        case .page(let result): accept(page: result)
        case .mutated(let result): accept(mutated: result)
        case .notice(let version): target = max(target, version)
        case .catalogueChanged: wantCatalogue()
        case .finished(let answer):
            if stage == .live, answer.space == space, !open.contains(answer.chat) { send(.notice(answer)) }
        case .drained: break
        case .closing(let code): close(code)
        case .gone: stage = .closed
        }
    }

    mutating func send(_ frame: ServerFrame) {
        actions.append(.send(frame))
    }

    mutating func close(_ code: UInt16) {
        actions.append(.close(code: code))
        stage = .closed
    }

    /// Without what has failed the socket cannot go on: the device comes back later.
    mutating func fail(_ problem: Problem) {
        send(.problem(problem))
        close(CloseCode.internalError)
    }
}
