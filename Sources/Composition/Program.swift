import FoundationEssentials
import Glibc
import Lifecycle
import Redis

/// What the commands do, apart from how they are written on a command line. Each gives the status to exit with.
public enum Program {
    /// The version of the program.
    public static let version = Server.version

    /// Serves until the process is told to end; then finishes what is under way.
    public static func serve(_ options: Configuration.Options) async -> Int32 {
        guard let signals = ShutdownSignals.install() else { return EXIT_FAILURE }
        do {
            let configuration = try Configuration(options: options, environment: ProcessInfo.processInfo.environment)
            try await checkRedis(configuration)
            let server = try await Server.start(configuration)
            say("Parlance is at \(server.url)")
            let isPutBack = await isPutBack(server, before: signals)
            await server.stop()
            guard isPutBack else { return EXIT_SUCCESS }
            complain("The database was put back to an earlier state while this server ran: it has stopped. Start it again.")
            return EXIT_FAILURE
        } catch {
            complain("\(error)")
            return EXIT_FAILURE
        }
    }

    /// Looks and tells. The status says whether anything is wrong.
    public static func examine(_ options: Configuration.Options) async -> Int32 {
        do {
            let configuration = try Configuration(options: options, environment: ProcessInfo.processInfo.environment)
            let findings = await Doctor(configuration).examine()
            for finding in findings { say(finding.description) }
            return findings.contains { $0.state == .bad } ? EXIT_FAILURE : EXIT_SUCCESS
        } catch {
            complain("\(error)")
            return EXIT_FAILURE
        }
    }

    /// Notes that the database was put back from a back-up.
    public static func declareRestored(_ options: Configuration.Options) async -> Int32 {
        do {
            try await Server.declareRestored(try Configuration(options: options, environment: ProcessInfo.processInfo.environment))
            say("Noted: every device reads everything again when it connects.")
            return EXIT_SUCCESS
        } catch {
            complain("\(error)")
            return EXIT_FAILURE
        }
    }

    /// A password that is wrong stays so. A Redis that is away comes back, and is not needed to serve meanwhile: then one is told, no more.
    private static func checkRedis(_ configuration: Configuration) async throws(StartError) {
        guard let address = configuration.cluster.redis else { return }
        do throws(RedisError) {
            try await RedisProbe.check(address)
        } catch .unavailable, .timedOut {
            complain(
                "Redis does not answer at \(address.place): start it, or correct PARLANCE_REDIS_URL. "
                    + "Until then this server hears of what others do a few seconds late.")
        } catch {
            throw StartError(error)
        }
    }

    /// Waits until the process is told to end, or its database is put back: true.
    private static func isPutBack(_ server: Server, before signals: ShutdownSignals) async -> Bool {
        await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                for await _ in signals { break }
                return false
            }
            group.addTask {
                for await _ in server.putBack { return true }
                return false
            }
            defer { group.cancelAll() }
            return await group.next() ?? false
        }
    }

    private static func say(_ line: String) {
        print(line)
        fflush(nil)
    }

    private static func complain(_ sentence: String) {
        let line = Array("parlance: \(sentence)\n".utf8)
        _ = line.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}
