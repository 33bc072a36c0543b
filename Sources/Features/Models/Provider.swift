import HTTPClient
import JSON
import Problems

/// A provider as people see it: never its key.
public struct ProviderStatus: Sendable, Hashable {
    /// Where a provider comes from.
    public enum Kind: String, Sendable {
        /// The companion, on this machine.
        case companion
        /// The operator's environment.
        case environment
        /// A user's settings.
        case custom
    }

    /// How it stands.
    public enum State: String, Sendable {
        /// Its list of models came when it was last asked.
        case ok
        /// It is being asked for the first time, or because someone wants to know.
        case checking
        /// It did not answer as it should.
        case failing
    }

    /// Its id: `companion`, `env`, or an identifier.
    public let id: String
    /// Its name for people.
    public var name: String
    /// Where it comes from.
    public let kind: Kind
    /// Its base address.
    public var baseURL: String
    /// Whether a key is sent.
    public var hasKey: Bool
    /// How it stands.
    public var state: State
    /// What is wrong, when it is failing.
    public var problem: Problem?
}

extension ProviderStatus: JSONWritable {
    /// As the `models` frame has it.
    public func write(into writer: inout JSONWriter) {
        writer.object {
            $0.field("id", id)
            $0.field("name", name)
            $0.field("kind", kind.rawValue)
            $0.field("base_url", baseURL)
            $0.field("has_key", hasKey)
            $0.field("state", state.rawValue)
            $0.key("problem")
            if let problem { problem.write(into: &$0, requestID: "") } else { $0.null() }
        }
    }
}

/// What a user gives to add a provider.
public struct ProviderDraft: Sendable {
    /// Its name for people, 1 to 100 bytes.
    public var name: String
    /// Its base address, see ``ProviderAddress``.
    public var baseURL: String
    /// Its key; nil or empty for none.
    public var key: String?

    /// A draft.
    public init(name: String, baseURL: String, key: String? = nil) {
        self.name = name
        self.baseURL = baseURL
        self.key = key
    }
}

/// What a user changes of one: only what is given.
public struct ProviderEdit: Sendable {
    /// What becomes of a key.
    public enum Key: Sendable, Equatable {
        /// It stays, unless the address changes to another server: a key is never shown to anyone but the server that it was given for.
        case keep
        /// There is none any more.
        case remove
        /// It is this one.
        case set(String)
    }

    /// Another name.
    public var name: String?
    /// Another base address.
    public var baseURL: String?
    /// The key.
    public var key: Key

    /// An edit.
    public init(name: String? = nil, baseURL: String? = nil, key: Key = .keep) {
        self.name = name
        self.baseURL = baseURL
        self.key = key
    }
}

/// What is allowed of a provider that a user sets up.
enum ProviderRules {
    static let maximumName = 100
    static let maximumKey = 4096
    static let maximumCount = 50

    static func name(_ text: String) throws(Problem) -> String {
        let name = String(text.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
        guard !name.isEmpty, name.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }) else {
            throw Problem(.invalidField, field: "name")
        }
        guard name.utf8.count <= maximumName else { throw Problem(.fieldTooLong, field: "name") }
        return name
    }

    static func address(_ text: String) throws(Problem) -> WebAddress {
        guard text.utf8.count <= WebAddress.maximumLength else { throw Problem(.fieldTooLong, field: "base_url") }
        guard let address = ProviderAddress.normalised(text) else { throw Problem(.invalidField, field: "base_url") }
        return address
    }

    /// A key as it can stand in a header: printable ASCII.
    static func key(_ text: String?) throws(Problem) -> String? {
        guard let text, !text.isEmpty else { return nil }
        guard text.utf8.count <= maximumKey else { throw Problem(.fieldTooLong, field: "api_key") }
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { throw Problem(.invalidField, field: "api_key") }
        return text
    }
}
