import HTTPServer
import Identifiers
import Lifecycle
import Telemetry

/// One running Parlance: everything that it is made of, started in order and stopped in the reverse order.
public struct Server: Sendable {
    /// The version of the program.
    public static let version = "0.1.0"

    /// Where it answers.
    public let address: BoundAddress
    /// Gives something when the database has been put back under the server: nothing that it holds in memory is right any more, and it must stop.
    public let putBack: AsyncStream<Void>
    private let services: ServiceGroup

    /// Starts everything; when it returns, the server answers.
    ///
    /// - Throws: ``StartError`` with a sentence that says what is wrong; whatever had been started is stopped again.
    public static func start(_ configuration: Configuration) async throws(StartError) -> Server {
        ProcessLimits.ignoreBrokenPipes()
        _ = ProcessLimits.raiseOpenFiles()
        let log = Log(to: .standardError, level: configuration.logLevel)
        let services = ServiceGroup(log: log)
        let (putBack, notice) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        do {
            let workspace = try await Workspace.start(configuration, in: services, log: log) { notice.yield() }
            let address = try await workspace.serve(configuration, in: services)
            log.info("started", ["version": .public(version), "port": .int(address.port)])
            return Server(address: address, putBack: putBack, services: services)
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

    /// Gives the database another epoch, so that devices read everything again.
    ///
    /// - Throws: ``StartError`` with a sentence that says what is wrong, such as a server that runs in the data folder.
    public static func declareRestored(_ configuration: Configuration) async throws(StartError) {
        let log = Log(to: .standardError, level: configuration.logLevel)
        let services = ServiceGroup(log: log)
        do {
            let storage = try await Storage.start(configuration, in: services, log: log)
            _ = try await storage.install(isRestored: true, clock: .system, identifiers: IdentifierSource(), in: services, log: log)
        } catch {
            await services.stop()
            throw StartError(error)
        }
        await services.stop()
    }

    /// Finishes what is under way, within bounds, and stops.
    public func stop() async {
        await services.stop()
    }
}
