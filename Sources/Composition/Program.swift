import FoundationEssentials
import Glibc
import Lifecycle

/// What the commands do, apart from how they are written on a command line. Each gives the status to exit with.
public enum Program {
    /// The version of the program.
    public static let version = Server.version

    /// Serves until the process is told to end; then finishes what is under way.
    public static func serve(_ options: Configuration.Options) async -> Int32 {
        guard let signals = ShutdownSignals.install() else { return EXIT_FAILURE }
        do {
            let configuration = try Configuration(options: options, environment: ProcessInfo.processInfo.environment)
            let server = try await Server.start(configuration)
            say("Parlance is at \(server.url)")
            for await _ in signals { break }
            await server.stop()
            return EXIT_SUCCESS
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

    private static func say(_ line: String) {
        print(line)
        fflush(nil)
    }

    private static func complain(_ sentence: String) {
        let line = Array("parlance: \(sentence)\n".utf8)
        _ = line.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}
