import Database
import Glibc
import HTTPClient
import Lifecycle
import Models
import Redis
import Sealing

/// Looks at what is configured, what is reachable and what is wrong, and says how to mend it. It changes nothing.
public struct Doctor: Sendable {
    private let configuration: Configuration

    /// A doctor for a server of this configuration.
    public init(_ configuration: Configuration) {
        self.configuration = configuration
    }

    /// One thing that was looked at.
    public struct Finding: Sendable, Equatable, CustomStringConvertible {
        /// How it is.
        public enum State: String, Sendable {
            case good = "ok"
            case remark = "note"
            case bad = "FAIL"
        }

        /// How it is.
        public let state: State
        /// What was looked at.
        public let subject: String
        /// What was found, and how to mend it.
        public let text: String

        /// The finding on one line.
        public var description: String {
            let mark = state.rawValue.padded(to: 4)
            return "\(mark)  \(subject.padded(to: 10))  \(text)"
        }
    }

    /// Everything that was found, in the order in which a server would meet it.
    public func examine() async -> [Finding] {
        let database = await database()
        let provider = await provider()
        return [address(), folder(), keys(), database] + (await redis()) + [page(), companion()] + provider
    }

    private func address() -> Finding {
        Finding(state: .good, subject: "address", text: "http://\(configuration.host):\(configuration.port), this machine alone")
    }

    private func folder() -> Finding {
        let path = configuration.dataFolder
        do {
            guard access(path, F_OK) == 0 else {
                return Finding(state: .remark, subject: "data", text: "\(path) is not there yet; the first start makes it.")
            }
            let folder = try DataFolder(at: path)
            return folder.mode & 0o077 == 0
                ? Finding(state: .good, subject: "data", text: path)
                : Finding(state: .remark, subject: "data", text: "\(path) can be read by others: chmod 700 \(path)")
        } catch DataFolderError.inUse {
            return Finding(state: .good, subject: "data", text: "\(path), in use by a running server")
        } catch {
            return Finding(state: .bad, subject: "data", text: error.description)
        }
    }

    private func keys() -> Finding {
        let path = configuration.cluster.keyFile
        do {
            let file = try KeyFile.load(at: path)
            return Finding(state: .good, subject: "keys", text: "\(file.ids.count) in \(path); keep a copy apart from the data")
        } catch KeyFileError.absent {
            return Finding(state: .remark, subject: "keys", text: "\(path) is not there yet; the first start makes it.")
        } catch {
            return Finding(state: .bad, subject: "keys", text: error.description)
        }
    }

    private func database() async -> Finding {
        if case .sqlite(let path) = configuration.database, access(path, F_OK) != 0 {
            return Finding(state: .remark, subject: "database", text: "SQLite at \(path) is not there yet; the first start makes it.")
        }
        do {
            let database = try await Database.open(configuration.database, readers: 1)
            _ = try await database.read { try $0.query("SELECT 1").count }
            await database.close()
            return Finding(
                state: .good, subject: "database", text: database.dialect == .sqlite ? "SQLite answers" : "PostgreSQL answers")
        } catch {
            return Finding(state: .bad, subject: "database", text: StartError(error).description)
        }
    }

    private func redis() async -> [Finding] {
        guard let address = configuration.cluster.redis else { return [] }
        do throws(RedisError) {
            try await RedisProbe.check(address)
            return [Finding(state: .good, subject: "redis", text: "Redis answers at \(address.place)")]
        } catch {
            return [Finding(state: .bad, subject: "redis", text: "\(address.place): \(error.description)")]
        }
    }

    private func page() -> Finding {
        guard let folder = configuration.webFolder else {
            return Finding(
                state: .bad, subject: "page", text: "PARLANCE_WEB names no folder: start with scripts/run, which builds the page.")
        }
        return access(folder + "/index.html", R_OK) == 0
            ? Finding(state: .good, subject: "page", text: folder)
            : Finding(state: .bad, subject: "page", text: "\(folder) holds no page: scripts/run builds it.")
    }

    private func companion() -> Finding {
        guard let command = CompanionCommand(environment: configuration.environment) else {
            return Finding(
                state: .remark, subject: "local model", text: "None is set up; scripts/run does it. Other providers work without.")
        }
        for path in [command.python, command.folder, command.model] where access(path, R_OK) != 0 {
            return Finding(state: .bad, subject: "local model", text: "\(path) cannot be read: run scripts/setup again.")
        }
        return Finding(state: .good, subject: "local model", text: command.model)
    }

    private func provider() async -> [Finding] {
        do throws(ModelsConfiguration.Fault) {
            guard let environment = try ModelsConfiguration(environment: configuration.environment).environment else { return [] }
            let client = HTTPClient(egress: configuration.isLocalOnly ? .localOnly : .network)
            let provider = OpenAIProvider(client: client, base: environment.address, key: environment.key)
            let outcome: Finding
            do throws(ProviderError) {
                let models = try await provider.models()
                outcome = Finding(state: .good, subject: "provider", text: "\(environment.address.text) has \(models.count) models")
            } catch {
                outcome = Finding(
                    state: .bad, subject: "provider", text: "\(environment.address.text): \(error.problem.kind.sentence)")
            }
            await client.close()
            return [outcome]
        } catch {
            return [Finding(state: .bad, subject: "provider", text: error.description)]
        }
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}
