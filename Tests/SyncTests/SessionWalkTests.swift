import Identifiers
import Problems
import Testing

@testable import Sync

/// State before + changes = state after, whatever the order in which things happen.
@Suite struct SessionWalkTests {
    @Test(arguments: 1...200 as ClosedRange<UInt64>) func rules3to6ADeviceHoldsWhatTheSpaceHolds(seed: UInt64) throws {
        var walk = Walk(seed: seed)
        try walk.connect()
        for _ in 0..<250 { try walk.step() }
        try walk.settle()
        let world = walk.world.now
        #expect(walk.device.cursor == world.version, "seed \(seed)")
        #expect(walk.device.chats == world.chats, "seed \(seed)")
        for chat in walk.device.shown {
            let held = walk.device.messages.filter { $0.value.chat == chat }.mapValues(\.version)
            let there = world.messages.filter { $0.value.chat == chat }.mapValues(\.version)
            #expect(held == there, "seed \(seed)")
        }
        let running = world.messages.filter { $0.value.running && walk.device.shown.contains($0.value.chat) }.keys
        #expect(walk.streams == Set(running), "seed \(seed)")
    }
}

/// One device, one session and one space, with everything between them delayed as the draw says.
private struct Walk {
    let world = TestWorld()
    var device = TestDevice()
    var streams: Set<Identifier> = []
    private var generator: SeededGenerator
    private var session = SyncSession(principal: TestSession().principal)
    private var toDevice: [ServerFrame] = []
    private var toServer: [SyncSession.Input] = []
    private var read: SyncSession.Action?
    private var mutation: SyncSession.Action?
    private var notices: [Int64] = []
    private var isListening = false
    private var made: UInt64 = 0
    private let seed: UInt64

    init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
        self.seed = seed
    }

    /// Identifiers that are the same in each run of a seed.
    private mutating func identifier() -> Identifier {
        made += 1
        return Identifier(high: seed, low: made)
    }

    mutating func connect() throws {
        session = SyncSession(principal: session.principal)
        toDevice = []
        notices = []
        read = nil
        mutation = nil
        streams = []
        isListening = false
        toServer = [device.greeting()]
    }

    mutating func step() throws {
        switch Int.random(in: 0..<100, using: &generator) {
        case 0..<22: changeWorld()
        case 22..<34: if !toServer.isEmpty { handle(toServer.removeFirst()) }
        case 34..<54: if !toDevice.isEmpty { try device.apply(toDevice.removeFirst()) }
        case 54..<68: answerRead()
        case 68..<74: answerMutation()
        case 74..<84: if let place = notices.indices.randomElement(using: &generator) { handle(.notice(notices.remove(at: place))) }
        case 84..<97: act()
        case 97..<99:
            session.isCongested.toggle()
            handle(.drained)
        default: try connect()
        }
    }

    /// Lets everything arrive.
    mutating func settle() throws {
        session.isCongested = false
        handle(.drained)
        while !toServer.isEmpty || !toDevice.isEmpty || read != nil || mutation != nil || !notices.isEmpty {
            if !toServer.isEmpty { handle(toServer.removeFirst()) }
            if !toDevice.isEmpty { try device.apply(toDevice.removeFirst()) }
            if !notices.isEmpty { handle(.notice(notices.removeFirst())) }
            answerRead()
            answerMutation()
        }
    }

    private mutating func handle(_ input: SyncSession.Input) {
        for action in session.handle(input) {
            switch action {
            case .send(let frame): toDevice.append(frame)
            case .listen:
                isListening = true
                notices.append(world.now.version)
            case .locate, .readCatalogue, .readChanges, .readRows, .readPage:
                #expect(read == nil, "one read at a time")
                read = action
            case .perform:
                #expect(mutation == nil, "rule 9: one mutation at a time")
                mutation = action
            case .follow(let message, _): #expect(streams.insert(message).inserted)
            case .finish(let message), .leave(let message): #expect(streams.remove(message) != nil)
            case .seek: break
            case .close: Issue.record("closed")
            }
        }
    }

    /// Reads the world as it is now, which may be later than when the read began.
    private mutating func answerRead() {
        guard let action = read else { return }
        read = nil
        switch action {
        case .locate: handle(.located(.success(world.position)))
        case .readCatalogue: handle(.catalogue(.success(emptyCatalogue)))
        case .readChanges(_, let after, let through, let open):
            let limit = Int64.random(in: 1...6, using: &generator)
            handle(.changes(.success(world.changes(after: after, through: through, open: open, limit: limit))))
        case .readRows(let chat, let after, let through):
            handle(.rows(Result { () throws(Problem) in try world.rows(of: chat, after: after, through: through) }))
        case .readPage(let chat, _): handle(.page(Result { () throws(Problem) in try world.page(of: chat) }))
        default: break
        }
    }

    private mutating func answerMutation() {
        guard case .perform(let mutation, _) = self.mutation, case .purge(let chat) = mutation.operation else { return }
        self.mutation = nil
        guard world.now.chats[chat] != nil else { return handle(.mutated(.failure(Problem(.notFound)))) }
        let version = world.put(identifier(), in: chat, running: true)
        if isListening { notices.append(version) }
        handle(.mutated(.success(version)))
    }

    private mutating func changeWorld() {
        let state = world.now
        let version: Int64
        let chat = state.chats.keys.sorted().randomElement(using: &generator)
        switch (Int.random(in: 0..<20, using: &generator), chat) {
        case (0..<3, _), (_, nil): version = world.put(identifier(), in: identifier(), running: false)
        case (3, .some(let chat)): version = world.purge(chat)
        case (4..<10, .some(let chat)):
            let message = state.messages.filter { $0.value.chat == chat }.keys.sorted().randomElement(using: &generator)
            version = world.put(message ?? identifier(), in: chat, running: Bool.random(using: &generator))
        case (_, .some(let chat)): version = world.put(identifier(), in: chat, running: Bool.random(using: &generator))
        }
        if isListening { notices.append(version) }
    }

    /// The user does something.
    private mutating func act() {
        guard let chat = device.chats.keys.sorted().randomElement(using: &generator) else { return }
        switch Int.random(in: 0..<6, using: &generator) {
        case 0..<3:
            toServer.append(device.open(chat))
        case 3..<5:
            toServer.append(device.close(chat))
        default:
            // Stands for any change: the walk adds a message that is being written.
            toServer.append(frame(.mutate(Mutation(id: identifier(), operation: .purge(chat: chat)))))
        }
    }
}
