import Database
import HTTPClient
import Identifiers
import Problems
import ScriptedServer
import Spaces
import Synchronization
import Telemetry
import TestSupport
import Testing

@testable import Models

/// A server that lists these models to whoever has the key.
func listing(_ models: [String], key: String? = nil) -> ScriptedServer {
    ScriptedServer.answering { request in
        if let key, request.headers["authorization"] != "Bearer \(key)" { return response(401) }
        let entries = models.map { #"{"id":"\#($0)"}"# }.joined(separator: ",")
        return response(200, #"{"data":[\#(entries)]}"#)
    }
}

/// A workspace with a catalogue.
struct CatalogueWorkspace {
    let workspace: TestWorkspace
    let log = LogRecorder()

    static func open(_ engine: TestEngine) async throws -> CatalogueWorkspace {
        CatalogueWorkspace(workspace: try await TestWorkspace.open(engine, extra: ModelsMigrations.all))
    }

    func catalogue(_ environment: [String: String] = [:], companion: Companion? = nil) async throws -> ModelCatalogue {
        let catalogue = ModelCatalogue(
            spaces: workspace.spaces, space: workspace.space, owner: workspace.owner, client: HTTPClient(),
            configuration: try ModelsConfiguration(environment: environment), companion: companion, identifiers: workspace.ids,
            log: Log(to: log.sink))
        await catalogue.start()
        return catalogue
    }
}

extension ModelCatalogue {
    /// Returns when the snapshot is as it is to be.
    @discardableResult
    func reaches(_ condition: @escaping @Sendable (CatalogueSnapshot) -> Bool) async -> CatalogueSnapshot {
        let (snapshots, feed) = AsyncStream.makeStream(of: CatalogueSnapshot.self)
        let subscription = onChange { feed.yield($0) }
        defer { withExtendedLifetime(subscription) {} }
        for await snapshot in snapshots where condition(snapshot) { return snapshot }
        return .empty
    }
}

@Suite("The catalogue of models", .timeLimit(.minutes(2)))
struct ModelCatalogueTests {
    @Test("a provider is added, listed, changed and removed; its key is stored sealed and never comes out", arguments: TestEngine.allCases)
    func life(engine: TestEngine) async throws {
        let place = try await CatalogueWorkspace.open(engine)
        let owner = place.workspace.owner
        let server = listing(["m1", "m2"], key: "sk-secret-123")
        let catalogue = try await place.catalogue()
        let added = try await catalogue.add(ProviderDraft(name: " Workshop ", baseURL: server.base + "/", key: "sk-secret-123"), as: owner)
        #expect(added.name == "Workshop" && added.baseURL == server.base + "/v1" && added.hasKey && added.kind == .custom)
        let snapshot = await catalogue.reaches { $0.models.count == 2 }
        #expect(snapshot.models.map(\.id) == ["\(added.id)/m1", "\(added.id)/m2"])
        #expect(snapshot.providers.map(\.state) == [.ok])

        // Another process finds it, and its key still opens.
        let again = try await place.catalogue()
        await again.reaches { $0.models.count == 2 }
        let row = try await place.workspace.database.read { connection in
            try connection.query("SELECT key_sealed FROM providers").first?.blob(0) ?? []
        }
        #expect(!row.isEmpty && !String(decoding: row, as: UTF8.self).contains("secret"))
        let shown = [snapshot.modelsJSON(), snapshot.providersJSON(), snapshot.companionJSON()].map { String(decoding: $0, as: UTF8.self) }
        #expect(!shown.joined().contains("secret") && !place.log.lines.joined().contains("secret"))

        // What is changed here, the other process takes over when it is told to look.
        _ = try await catalogue.edit(added.id, ProviderEdit(key: .remove), as: owner)
        await again.reload()
        #expect(again.snapshot.providers.map(\.hasKey) == [false])
        _ = try await catalogue.edit(added.id, ProviderEdit(key: .set("sk-secret-123")), as: owner)

        let renamed = try await catalogue.edit(added.id, ProviderEdit(name: "Shop"), as: owner)
        #expect(renamed.name == "Shop" && renamed.hasKey)
        await catalogue.reaches { $0.models.first?.providerName == "Shop" }
        let keyless = try await catalogue.edit(added.id, ProviderEdit(key: .remove), as: owner)
        #expect(!keyless.hasKey)
        await catalogue.reaches { $0.providers.first?.problem?.kind == .providerRefusedKey }

        try await catalogue.remove(added.id, as: owner)
        #expect(catalogue.snapshot.providers.isEmpty && catalogue.snapshot.models.isEmpty)
        await #expect(throws: Problem(.providerUnknown)) { try await catalogue.remove(added.id, as: owner) }
        await catalogue.stop()
        await again.stop()
    }

    @Test("a key does not follow an address that moves to another server", arguments: TestEngine.allCases)
    func movedAddress(engine: TestEngine) async throws {
        let place = try await CatalogueWorkspace.open(engine)
        let owner = place.workspace.owner
        let keys = Mutex<[String?]>([])
        let other = ScriptedServer.answering { request in
            keys.withLock { $0.append(request.headers["authorization"]) }
            return response(200, #"{"data":[]}"#)
        }
        let first = listing([], key: "k")
        let catalogue = try await place.catalogue()
        let added = try await catalogue.add(ProviderDraft(name: "A", baseURL: first.base, key: "k"), as: owner)
        #expect(try await catalogue.edit(added.id, ProviderEdit(baseURL: first.base + "/v2"), as: owner).hasKey)
        #expect(try await !catalogue.edit(added.id, ProviderEdit(baseURL: other.base), as: owner).hasKey)
        await catalogue.reaches { $0.providers.first?.state == .ok }
        #expect(keys.withLock { $0.allSatisfy { $0 == nil } && !$0.isEmpty })
        #expect(try await catalogue.edit(added.id, ProviderEdit(baseURL: first.base, key: .set("k")), as: owner).hasKey)
        await catalogue.stop()
    }

    @Test("what cannot be a provider is refused, by field")
    func refused() async throws {
        let place = try await CatalogueWorkspace.open(.sqlite)
        let owner = place.workspace.owner
        let catalogue = try await place.catalogue()
        for (draft, field) in [
            (ProviderDraft(name: "  ", baseURL: "http://a"), "name"), (ProviderDraft(name: "a\nb", baseURL: "http://a"), "name"),
            (ProviderDraft(name: "a", baseURL: "ftp://a"), "base_url"), (ProviderDraft(name: "a", baseURL: "http://u:p@a"), "base_url"),
            (ProviderDraft(name: "a", baseURL: "http://a?key=1"), "base_url"),
            (ProviderDraft(name: "a", baseURL: "http://a", key: "a\r\nb"), "api_key"),
        ] {
            await #expect(throws: Problem(.invalidField, field: field)) { try await catalogue.add(draft, as: owner) }
        }
        let stranger = Principal(user: place.workspace.ids.next(), name: "Stranger")
        await #expect(throws: Problem(.spaceUnknown)) {
            try await catalogue.add(ProviderDraft(name: "a", baseURL: "http://a"), as: stranger)
        }
        await #expect(throws: Problem(.spaceUnknown)) { try await catalogue.snapshot(for: stranger) }
        for id in ["env", "companion", "x", place.workspace.ids.next().text] {
            await #expect(throws: Problem(.providerUnknown)) { try await catalogue.edit(id, ProviderEdit(name: "x"), as: owner) }
            await #expect(throws: Problem(.providerUnknown)) { try await catalogue.remove(id, as: owner) }
        }
        await catalogue.stop()
    }

    @Test("a provider that fails says why, and what it had said before stays")
    func failing() async throws {
        let place = try await CatalogueWorkspace.open(.sqlite)
        let isBroken = Atomic(false)
        let server = ScriptedServer.answering { _ in
            isBroken.load(ordering: .relaxed) ? response(500) : response(200, #"{"data":[{"id":"m"}]}"#)
        }
        let catalogue = try await place.catalogue()
        let added = try await catalogue.add(ProviderDraft(name: "A", baseURL: server.base), as: place.workspace.owner)
        await catalogue.reaches { $0.models.count == 1 }
        isBroken.store(true, ordering: .relaxed)
        let checked = try await catalogue.check(added.id, as: place.workspace.owner)
        #expect(checked.state == .failing && checked.problem?.kind == .providerFailed)
        #expect(catalogue.snapshot.models.count == 1)
        #expect(try await catalogue.resolve(nil).model.name == "m")
        isBroken.store(false, ordering: .relaxed)
        #expect(try await catalogue.check(added.id, as: place.workspace.owner).state == .ok)
        await catalogue.stop()
    }

    @Test("a model is found by its id; without one it is that of the provider that was set up last")
    func resolving() async throws {
        let place = try await CatalogueWorkspace.open(.sqlite)
        let owner = place.workspace.owner
        let operators = listing(["o/1"])
        let first = listing(["f1", "f2"])
        let second = listing(["s1"])
        let empty = try await place.catalogue()
        await #expect(throws: Problem(.noModel)) { try await empty.resolve(nil) }
        await #expect(throws: Problem(.modelUnknown)) { try await empty.resolve("companion/m") }
        await empty.stop()

        let catalogue = try await place.catalogue(["PARLANCE_OPENAI_BASE_URL": operators.base, "PARLANCE_OPENAI_API_KEY": "k"])
        await catalogue.reaches { $0.models.count == 1 }
        #expect(catalogue.snapshot.providers.map(\.kind) == [.environment])
        #expect(try await catalogue.resolve(nil).model.id == "env/o/1")
        let one = try await catalogue.add(ProviderDraft(name: "One", baseURL: first.base), as: owner)
        await catalogue.reaches { $0.models.count == 3 }
        let two = try await catalogue.add(ProviderDraft(name: "Two", baseURL: second.base), as: owner)
        await catalogue.reaches { $0.models.count == 4 }
        #expect(try await catalogue.resolve(nil).model.id == "\(two.id)/s1")
        #expect(try await catalogue.resolve("\(one.id)/f2").model.name == "f2")
        #expect(try await catalogue.resolve("env/o/1").model.name == "o/1")
        for unknown in ["", "f1", "nobody/f1", "\(one.id)/f3", "\(one.id)/", "/f1"] {
            await #expect(throws: Problem(.modelUnknown)) { try await catalogue.resolve(unknown) }
        }
        try await catalogue.remove(two.id, as: owner)
        #expect(try await catalogue.resolve(nil).model.id == "\(one.id)/f1")
        await catalogue.stop()
    }

    @Test("until a provider has said which models it has, any name may be one")
    func notListedYet() async throws {
        let place = try await CatalogueWorkspace.open(.sqlite)
        let server = ScriptedServer { connection in connection.waitForEnd() }
        let catalogue = try await place.catalogue(["PARLANCE_OPENAI_BASE_URL": server.base])
        #expect(try await catalogue.resolve("env/any").model.name == "any")
        #expect(catalogue.snapshot.providers.map(\.state) == [.checking])
        await catalogue.stop()
    }

    @Test("the companion is in the catalogue when it is ready, and is waited for before")
    func companion() async throws {
        let place = try await CatalogueWorkspace.open(.sqlite)
        let companion = Companion(command: try RealCompanion.command(), client: HTTPClient(), log: .silent)
        let catalogue = try await place.catalogue(companion: companion)
        #expect([.starting, .loading].contains(catalogue.snapshot.companion.state))
        await #expect(throws: Problem(.modelLoading)) { try await catalogue.resolve(nil) }
        await #expect(throws: Problem(.modelLoading)) { try await catalogue.resolve("companion/SmolLM2-135M-Instruct") }
        let ready = await catalogue.reaches { $0.companion.state == .ready }
        #expect(ready.models.map(\.id) == ["companion/SmolLM2-135M-Instruct"])
        #expect(ready.models.first?.isLocal == true && ready.models.first?.context == 2048)
        #expect(ready.providers.map(\.kind) == [.companion])
        let resolved = try await catalogue.resolve(nil)
        let answer = try await readAll(
            try await resolved.provider.generate(
                GenerationRequest(model: resolved.model.name, turns: [ChatTurn(.user, "Say hello.")], maxTokens: 5)))
        #expect(!answer.text.isEmpty)
        await catalogue.stop()
    }

    @Test("the operator's settings are read, and a wrong one is refused")
    func configuration() throws {
        #expect(try ModelsConfiguration(environment: [:]).environment == nil)
        #expect(
            try ModelsConfiguration(environment: ["PARLANCE_OPENAI_API_KEY": "k"]).environment?.address.text == "https://api.openai.com/v1")
        let local = try ModelsConfiguration(environment: ["PARLANCE_OPENAI_BASE_URL": "http://localhost:11434"])
        #expect(local.environment?.address.text == "http://localhost:11434/v1" && local.environment?.key == nil)
        #expect(throws: ModelsConfiguration.Fault.self) { try ModelsConfiguration(environment: ["PARLANCE_OPENAI_BASE_URL": "localhost"]) }
    }
}
