import Chats
import Database
import Events
import Identifiers
import Jobs
import Models
import Sealing
import Spaces

/// Fills a data folder while no server runs, by the server's own code: the rows are the ones that it would have written.
struct Filling {
    private static let batch = 500

    private let spaces: Spaces
    private let space: Identifier
    private let owner: Principal
    private let identifiers = IdentifierSource()

    /// Fills an empty folder with so many chats of so many messages, questions and answers in turn.
    static func fill(_ folder: String, chats: Int, messages: Int) async throws {
        let database = try await Database.open(.sqlite(path: folder + "/parlance.sqlite"))
        try await database.migrate(SpacesMigrations.all + ModelsMigrations.all + ChatsMigrations.all + JobsMigrations.all)
        let filling = try await Filling(database, keys: try KeyFile.create(at: folder + "/keys"))
        var texts = Texts()
        var waiting: [(chat: Identifier, texts: [String])] = []
        for _ in 0..<chats {
            waiting.append((filling.identifiers.next(), (0..<messages).map { _ in texts.next() }))
            if waiting.count * messages >= batch {
                try await filling.add(waiting)
                waiting = []
            }
        }
        try await filling.add(waiting)
        await database.close()
    }

    private init(_ database: Database, keys: KeyFile) async throws {
        let clock = WallClock.system
        let installation = try await Installation.prepare(database, clock: clock, identifiers: identifiers)
        owner = Principal(user: installation.owner, name: "You")
        let spaceKeys = SpaceKeys(database: database, ring: KeyRing(service: keys), clock: clock)
        spaces = Spaces(database: database, keys: spaceKeys, bus: Bus(), clock: clock)
        space = try await spaces.personalSpace(of: owner)
    }

    private func add(_ chats: [(chat: Identifier, texts: [String])]) async throws {
        // At once, so that they share commits.
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (id, texts) in chats { group.addTask { try await add(texts, to: id) } }
            try await group.waitForAll()
        }
    }

    private func add(_ texts: [String], to id: Identifier) async throws {
        let (identifiers, title) = (identifiers, "Chat about \(texts.first?.prefix(24) ?? "")")
        var parent: Identifier?
        for start in stride(from: 0, to: texts.count, by: Self.batch) {
            let part = Array(texts[start..<min(start + Self.batch, texts.count)])
            let first = parent
            let outcome = try await spaces.change(for: Caller(owner, in: space)) { change in
                let chat = try ChatWriter.beginning(id, title: title, model: nil, change: change)
                return try Self.add(part, after: first, to: chat, identifiers)
            }
            if case .made(let last, _) = outcome { parent = last }
        }
    }

    private static func add(
        _ texts: [String], after parent: Identifier?, to chat: ChatWriter, _ identifiers: IdentifierSource
    ) throws -> Identifier? {
        var parent = parent
        for (place, text) in texts.enumerated() {
            let id = identifiers.next()
            if place % 2 == 0 {
                try chat.add(.question(id, parent: parent, text: text))
            } else if let question = parent {
                try chat.add(.answer(id, parent: question, model: ModelName.short.id))
                try chat.finish(id, as: MessageEnding(status: .done, model: ModelName.short.id), text: Array(text.utf8))
            }
            parent = id
        }
        if let parent { try chat.show(parent) }
        return parent
    }
}
