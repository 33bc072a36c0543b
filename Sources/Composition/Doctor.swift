import Glibc
import HTTPClient
import HTTPServer
import Lifecycle
import Models
import Redis
import Telemetry

/// Looks at what is configured, what is reachable and what is wrong, and says how to mend it. It changes nothing.
public struct Doctor: Sendable {
    let configuration: Configuration

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
        let (folder, isServed) = folder()
        var findings = [await address(isServed: isServed), proxies(), folder]
        findings += await storage()
        findings += await redis()
        findings += [page(), companion()]
        findings += await provider()
        return findings
    }

    private func address(isServed: Bool) async -> Finding {
        let text = "http://\(configuration.host):\(configuration.port), this machine alone"
        // The server that runs in the folder listens there, or may.
        if !isServed {
            let server = HTTPServer(configuration: configuration.server, routes: [], log: .silent, metrics: Metrics())
            do throws(ServerError) {
                _ = try await server.start()
            } catch {
                return Finding(state: .bad, subject: "address", text: StartError(error).description)
            }
            await server.drain(within: .zero)
        }
        return Finding(state: .good, subject: "address", text: text)
    }

    private func proxies() -> Finding {
        let proxies = configuration.trustedProxies
        return Finding(
            state: .good, subject: "proxies",
            text: proxies.isEmpty ? "none is believed about who asks" : "\(proxies.joined(separator: ", ")) are believed about who asks")
    }

    /// The finding, and whether a server runs in the folder.
    private func folder() -> (Finding, isServed: Bool) {
        do {
            return (try ownFolder(), false)
        } catch DataFolderError.inUse {
            return (Finding(state: .good, subject: "data", text: "\(configuration.dataFolder), in use by a running server"), true)
        } catch {
            return (Finding(state: .bad, subject: "data", text: error.description), false)
        }
    }

    private func ownFolder() throws(DataFolderError) -> Finding {
        let path = configuration.dataFolder
        guard access(path, F_OK) == 0 else {
            return Finding(state: .remark, subject: "data", text: "\(path) is not there yet; the first start makes it.")
        }
        return try DataFolder(at: path).mode & 0o077 == 0
            ? Finding(state: .good, subject: "data", text: path)
            : Finding(state: .remark, subject: "data", text: "\(path) can be read by others: chmod 700 \(path)")
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
