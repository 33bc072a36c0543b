import HTTPClient
import Identifiers
import Problems
import Spaces
import Telemetry

/// What users do with providers.
extension ModelCatalogue {
    /// The catalogue for someone who may see the space.
    ///
    /// - Throws: `space_unknown`.
    public func snapshot(for principal: Principal) async throws(Problem) -> CatalogueSnapshot {
        try await spaces.read(for: Caller(principal, in: space)) { _, _ in }
        return snapshot
    }

    /// Adds a provider. It is asked for its models in the background.
    ///
    /// - Throws: `invalid_field`, `field_too_long`, `too_many_providers`, `forbidden`.
    public func add(_ draft: ProviderDraft, as principal: Principal) async throws(Problem) -> ProviderStatus {
        let name = try ProviderRules.name(draft.name)
        let address = try ProviderRules.address(draft.baseURL)
        let key = try ProviderRules.key(draft.key)
        let id = identifiers.next()
        let outcome = try await spaces.change(for: Caller(principal, in: space), to: .administer) { change in
            guard try ProviderTables.providers(of: change.space, in: change.connection).count < ProviderRules.maximumCount else {
                throw Problem(.tooManyProviders)
            }
            var record = ProviderRecord(id: id, name: name, baseURL: address.text)
            try record.setKey(key, change.keys)
            try ProviderTables.insert(record, change: change)
            return record
        }
        return try take(outcome, key: key.map { Secret($0) })
    }

    /// Changes what is given of a provider that a user set up.
    ///
    /// - Throws: `provider_unknown`, `invalid_field`, `field_too_long`, `forbidden`.
    public func edit(_ id: String, _ edit: ProviderEdit, as principal: Principal) async throws(Problem) -> ProviderStatus {
        let identifier = try Self.custom(id)
        let name: String? = if let text = edit.name { try ProviderRules.name(text) } else { nil }
        let address = if let text = edit.baseURL { try ProviderRules.address(text) } else { nil as WebAddress? }
        var given: String?
        if case .set(let text) = edit.key { given = try ProviderRules.key(text) }
        let key = given
        let outcome = try await spaces.change(for: Caller(principal, in: space), to: .administer) { change in
            guard var record = try ProviderTables.provider(identifier, of: change.space, in: change.connection) else {
                throw Problem(.providerUnknown)
            }
            let isMoved = address.map { $0.origin != WebAddress(record.baseURL)?.origin } ?? false
            if let name { record.name = name }
            if let address { record.baseURL = address.text }
            if edit.key != .keep || isMoved { try record.setKey(key, change.keys) }
            try ProviderTables.update(record, change: change)
            return (record, try record.key(change.keys))
        }
        guard case .made((let record, let secret), _) = outcome else { throw Problem(.internal) }
        put(record, key: secret)
        return try status(id)
    }

    /// Removes a provider that a user set up, with its key.
    ///
    /// - Throws: `provider_unknown`, `forbidden`.
    public func remove(_ id: String, as principal: Principal) async throws(Problem) {
        let identifier = try Self.custom(id)
        _ = try await spaces.change(for: Caller(principal, in: space), to: .administer) { change in
            guard try ProviderTables.delete(identifier, change: change) else { throw Problem(.providerUnknown) }
        }
        drop(id)
    }

    /// Asks a provider for its models now, and waits for what comes of it: half a minute at most.
    ///
    /// - Throws: `provider_unknown`, `space_unknown`; that the provider fails is in what is returned.
    public func check(_ id: String, as principal: Principal) async throws(Problem) -> ProviderStatus {
        try await spaces.read(for: Caller(principal, in: space)) { _, _ in }
        _ = try status(id)
        markChecking(id)
        // Of its own, so that it comes to an end when whoever asked has gone.
        await Task { await refresh(id) }.value
        return try status(id)
    }

    private func status(_ id: String) throws(Problem) -> ProviderStatus {
        guard let entry = entry(id) else { throw Problem(.providerUnknown) }
        return entry.status
    }

    private func take(_ outcome: ChangeOutcome<ProviderRecord>, key: Secret?) throws(Problem) -> ProviderStatus {
        guard case .made(let record, _) = outcome else { throw Problem(.internal) }
        put(record, key: key)
        return try status(record.id.text)
    }

    /// Only what users set up can be changed; the operator's and the companion are as unknown here as what never was.
    private static func custom(_ id: String) throws(Problem) -> Identifier {
        guard let identifier = Identifier(id) else { throw Problem(.providerUnknown) }
        return identifier
    }
}
