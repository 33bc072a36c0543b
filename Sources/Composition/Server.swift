import HTTPServer
import Lifecycle
import Telemetry

/// One running Parlance: everything that it is made of, started in order and stopped in the reverse order.
public struct Server: Sendable {
    /// The version of the program.
    public static let version = "0.1.0"

    /// Where it answers.
    public let address: BoundAddress
    private let services: ServiceGroup

    /// Starts everything; when it returns, the server answers.
    ///
    /// - Throws: ``StartError`` with a sentence that says what is wrong; whatever had been started is stopped again.
    public static func start(_ configuration: Configuration) async throws(StartError) -> Server {
        ProcessLimits.ignoreBrokenPipes()
        _ = ProcessLimits.raiseOpenFiles()
        let log = Log(to: .standardError, level: configuration.logLevel)
        let services = ServiceGroup(log: log)
        do {
            let workspace = try await Workspace.start(configuration, in: services, log: log)
            let address = try await workspace.serve(configuration, in: services)
            log.info("started", ["version": .public(version), "port": .int(address.port)])
            return Server(address: address, services: services)
        } catch {
            await services.stop()
            throw StartError(error)
        }
    }

    /// The address of the page.
    public var url: String {
        let host = address.host.contains(":") ? "[\(address.host)]" : address.host
        return "http://\(host):\(address.port)"
    }

    /// Finishes what is under way, within bounds, and stops.
    public func stop() async {
        await services.stop()
    }
}
