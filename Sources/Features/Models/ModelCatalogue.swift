import HTTPClient
import Identifiers
import Problems
import Sealing
import Spaces
import Telemetry

/// A model, and who runs it.
public struct ResolvedModel: Sendable {
    /// Who runs it.
    public let provider: any ModelProvider
    /// Which it is.
    public let model: Model

    /// A model with its provider.
    public init(provider: any ModelProvider, model: Model) {
        self.provider = provider
        self.model = model
    }
}

/// Knows all providers of a space and their models: the companion, the operator's, and those that users set up.
///
/// Lists are kept fresh in the background; nobody waits for a provider but who asks for a check. Whoever listens is told of each change.
public actor ModelCatalogue {
    static let companionID = "companion"
    static let environmentID = "env"

    let spaces: Spaces
    let space: Identifier
    let identifiers: IdentifierSource
    private let owner: Principal
    private let client: HTTPClient
    private let configuration: ModelsConfiguration
    private let companion: Companion?
    private let log: Log
    private nonisolated let feed = CatalogueFeed()

    private var companionStatus: CompanionStatus
    private var companionEntry: ProviderEntry?
    /// The operator's first, then users' by the time at which they were added.
    private var entries: [ProviderEntry] = []
    /// Users' providers as they are stored.
    private var records: [String: ProviderRecord] = [:]
    private var revisions = 0
    private var refreshing: [String: Task<Void, Never>] = [:]
    private var watching: Task<Void, Never>?
    private var isStopped = false

    /// A catalogue of a space, empty until it is started.
    ///
    /// - Parameters:
    ///   - owner: on whose behalf the providers are read.
    ///   - client: reaches the providers; one that is in local-only mode reaches those on this machine.
    ///   - companion: nil when none is set up.
    public init(
        spaces: Spaces, space: Identifier, owner: Principal, client: HTTPClient, configuration: ModelsConfiguration, companion: Companion?,
        identifiers: IdentifierSource, log: Log
    ) {
        self.spaces = spaces
        self.space = space
        self.owner = owner
        self.client = client
        self.configuration = configuration
        self.companion = companion
        self.identifiers = identifiers
        self.log = log
        companionStatus = .absent
    }

    /// Reads the providers, and begins to ask them; starts the companion. Returns before any has answered.
    public func start() async {
        if let environment = configuration.environment {
            let address = environment.address
            put(
                ProviderStatus(
                    id: Self.environmentID, name: address.origin.host, kind: .environment, baseURL: address.text,
                    hasKey: environment.key != nil, state: .checking), address: address, key: environment.key)
        }
        if let companion {
            companionStatus = CompanionStatus(state: .starting, model: nil, problem: nil, attempt: 0)
            watching = Task { [weak self] in
                for await report in await companion.start() { await self?.companionReported(report) }
            }
        }
        do throws(Problem) {
            let stored = try await storedProviders()
            for (record, key) in stored { put(record, key: key) }
        } catch {
            log.error("providers_unreadable", ["problem": .public(error.kind.code)])
        }
        publish()
    }

    /// Reads the stored providers again and takes over what another process has changed of them: a key that was taken away there must not be
    /// used here any more.
    public func reload() async {
        do throws(Problem) {
            let stored = try await storedProviders()
            for (record, key) in stored where records[record.id.text] != record { put(record, key: key) }
            let kept = Set(stored.map(\.0.id.text))
            for id in records.keys where !kept.contains(id) { drop(id) }
        } catch {
            log.warning("providers_unreadable", ["problem": .public(error.kind.code)])
        }
    }

    /// Ends what runs in the background, the companion too.
    public func stop() async {
        isStopped = true
        let tasks = Array(refreshing.values)
        refreshing = [:]
        for task in tasks { task.cancel() }
        for task in tasks { await task.value }
        await companion?.stop()
        await watching?.value
    }

    /// The newest snapshot.
    public nonisolated var snapshot: CatalogueSnapshot { feed.newest }

    /// Calls `listener` with the newest snapshot at once and whenever there is a newer one, as long as what is returned is kept. It must
    /// not block.
    public nonisolated func onChange(_ listener: @escaping @Sendable (CatalogueSnapshot) -> Void) -> CatalogueSubscription {
        feed.listen(listener)
    }

    /// Finds a model by its id, or the one to be used where none is named: the first of the provider that was set up last and works, else
    /// the operator's, else the companion's.
    ///
    /// - Throws: `model_unknown`; without an id `no_model`; `model_loading`, or what is wrong with the companion, where it is the companion
    ///   that is asked for.
    public func resolve(_ id: String?) throws(Problem) -> ResolvedModel {
        guard let id else { return try resolveDefault() }
        guard let slash = id.firstIndex(of: "/") else { throw Problem(.modelUnknown) }
        let provider = String(id[..<slash])
        let name = String(id[id.index(after: slash)...])
        if provider == Self.companionID, companionEntry == nil { throw companionProblem(orElse: .modelUnknown) }
        guard let entry = entry(provider), let model = entry.model(named: name) else { throw Problem(.modelUnknown) }
        return ResolvedModel(provider: entry.provider, model: model)
    }

    private func resolveDefault() throws(Problem) -> ResolvedModel {
        for entry in entries.reversed() where entry.status.state != .failing {
            if let model = entry.models.first { return ResolvedModel(provider: entry.provider, model: model) }
        }
        if let entry = companionEntry, let model = entry.models.first { return ResolvedModel(provider: entry.provider, model: model) }
        // One that fails at the moment is better than none: the answer says what is wrong with it.
        for entry in entries.reversed() {
            if let model = entry.models.first { return ResolvedModel(provider: entry.provider, model: model) }
        }
        throw companionProblem(orElse: .noModel)
    }

    private func companionProblem(orElse kind: ProblemKind) -> Problem {
        switch companionStatus.state {
        case .absent: Problem(kind)
        case .failed: companionStatus.problem ?? Problem(.companionFailed)
        case .starting, .loading, .ready: Problem(.modelLoading)
        }
    }

    // MARK: entries

    func entry(_ id: String) -> ProviderEntry? {
        id == Self.companionID ? companionEntry : entries.first { $0.status.id == id }
    }

    /// Adds a provider that a user set up, or puts another in its place, and begins to ask it.
    func put(_ record: ProviderRecord, key: Secret?) {
        records[record.id.text] = record
        // Only addresses that can be read are stored.
        guard let address = WebAddress(record.baseURL) else { return }
        put(
            ProviderStatus(
                id: record.id.text, name: record.name, kind: .custom, baseURL: record.baseURL, hasKey: key != nil, state: .checking),
            address: address, key: key)
    }

    private func put(_ status: ProviderStatus, address: WebAddress, key: Secret?) {
        guard !isStopped else { return }
        revisions += 1
        let entry = ProviderEntry(status: status, provider: OpenAIProvider(client: client, base: address, key: key), revision: revisions)
        if let place = entries.firstIndex(where: { $0.status.id == status.id }) {
            entries[place] = entry
        } else {
            entries.append(entry)
        }
        keepFresh(status.id)
        publish()
    }

    func drop(_ id: String) {
        records[id] = nil
        entries.removeAll { $0.status.id == id }
        refreshing.removeValue(forKey: id)?.cancel()
        publish()
    }

    // MARK: keeping lists fresh

    private func keepFresh(_ id: String) {
        refreshing.removeValue(forKey: id)?.cancel()
        refreshing[id] = Task { [weak self] in
            while !Task.isCancelled, let wait = await self?.refreshAndWait(id) {
                guard (try? await Task.sleep(for: wait)) != nil else { return }
            }
        }
    }

    /// Asks a provider; how long until the next time, or nil when it is gone.
    private func refreshAndWait(_ id: String) async -> Duration? {
        await refresh(id)
        return entry(id)?.wait(interval: configuration.refresh)
    }

    func markChecking(_ id: String) {
        guard let place = entries.firstIndex(where: { $0.status.id == id }) else { return }
        entries[place].isBeingChecked()
        publish()
    }

    func refresh(_ id: String) async {
        guard let asked = entries.first(where: { $0.status.id == id }) else { return }
        let answer: Result<[ModelListing], ProviderError>
        do throws(ProviderError) {
            answer = .success(try await asked.provider.models())
        } catch {
            answer = .failure(error)
        }
        // It may have been changed or removed meanwhile.
        guard let place = entries.firstIndex(where: { $0.status.id == id && $0.revision == asked.revision }) else { return }
        switch answer {
        case .success(let listings): entries[place].listed(listings)
        case .failure(.cancelled): return
        case .failure(let error):
            entries[place].failed(error)
            log.warning("provider_failing", ["kind": .public(asked.status.kind.rawValue), "problem": .public(error.problem.kind.code)])
        }
        publish()
    }

    private func companionReported(_ report: CompanionReport) {
        companionStatus = report.status
        companionEntry = nil
        if let endpoint = report.endpoint, let address = WebAddress("http://127.0.0.1:\(endpoint.port)/v1") {
            revisions += 1
            let status = ProviderStatus(
                id: Self.companionID, name: "This machine", kind: .companion, baseURL: address.text, hasKey: false, state: .ok)
            var entry = ProviderEntry(
                status: status,
                provider: OpenAIProvider(client: client, base: address, key: endpoint.token, continuation: .prefill), revision: revisions)
            entry.listed([ModelListing(name: endpoint.model, context: endpoint.context)])
            companionEntry = entry
        }
        publish()
    }

    private func publish() {
        let all = [companionEntry].compactMap { $0 } + entries
        feed.publish(CatalogueSnapshot(models: all.flatMap(\.models), providers: all.map(\.status), companion: companionStatus))
    }

    private func storedProviders() async throws(Problem) -> [(ProviderRecord, Secret?)] {
        let space = space
        return try await spaces.read(for: Caller(owner, in: space)) { connection, keys in
            try ProviderTables.providers(of: space, in: connection).map { ($0, try $0.key(keys)) }
        }
    }
}
