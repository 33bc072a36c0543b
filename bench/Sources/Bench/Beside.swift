import ArgumentParser
import Glibc

/// Runs a command beside a server that is up, for what other programs measure; `{url}` in it becomes the server's address.
struct Beside: AsyncParsableCommand {
    @OptionGroup var places: Places
    @Option(help: "The data set to serve; an empty folder without it.") var data: String?
    @Argument(parsing: .captureForPassthrough) var command: [String]

    func run() async throws {
        let setting = places.setting
        let folder = try await data.flatMap(DataSet.init)?.folder(in: setting.work)
        let reactor = try Reactor()
        let server = try setting.server(data: folder, provider: try StandIn(on: reactor), on: reactor)
        defer { server.stop() }
        let words = command.drop { $0 == "--" }.map { $0.replacing("{url}", with: "http://127.0.0.1:\(server.port)") }
        let child = try Child.spawn(words, environment: Self.environment)
        var status: Int32 = 0
        reactor.run(seconds: 300) { waitpid(child, &status, WNOHANG) != 0 }
        guard status == 0 else { throw ExitCode.failure }
    }

    /// This program's own.
    private static var environment: [String] {
        var found: [String] = []
        var next: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?> = environ
        while let text = next.pointee {
            found.append(String(cString: text))
            next = next.advanced(by: 1)
        }
        return found
    }
}
