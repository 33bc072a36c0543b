import ArgumentParser
import Composition

/// The command line: what it says becomes a configuration, and the rest is Composition's.
@main
struct Parlance: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "A private, real-time workspace for every large language model.",
        discussion: """
            Without a subcommand it serves the page and the API:

              --port PORT, PARLANCE_PORT    The port to listen on (8080); 0 takes a free one.
              --host HOST, PARLANCE_HOST    The address to listen on (127.0.0.1).
              --data PATH, PARLANCE_DATA    The folder that holds everything: database, keys, back-ups.
              PARLANCE_DATABASE_URL         postgres://… keeps the data in PostgreSQL instead of SQLite.
              PARLANCE_REDIS_URL            redis://… joins several processes on one PostgreSQL,
              PARLANCE_KEYS                 which share this key file,
              PARLANCE_ORIGIN               and answer under this address through a proxy.
              PARLANCE_TRUSTED_PROXIES      The addresses of proxies that are believed about who asks.
              PARLANCE_OPENAI_BASE_URL      A server that speaks OpenAI's API, as a provider of models,
              PARLANCE_OPENAI_API_KEY       and the key to it.
              PARLANCE_LOCAL_ONLY=1         Lets no request leave this machine.
              PARLANCE_LOG                  debug, info, warning or error.
            """,
        version: Program.version, subcommands: [Serve.self, Examine.self, Restored.self], defaultSubcommand: Serve.self)
}

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "serve", abstract: "Serve the page and the API (the default).")

    @OptionGroup var options: Options

    func run() async throws {
        throw ExitCode(await Program.serve(options.values))
    }
}

struct Examine: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Say what is configured, what is reachable, what is wrong and how to mend it.")

    @OptionGroup var options: Options

    func run() async throws {
        throw ExitCode(await Program.examine(options.values))
    }
}

struct Restored: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say that a whole disk was put back with the database on it, which a start cannot see.")

    @OptionGroup var options: Options

    func run() async throws {
        throw ExitCode(await Program.declareRestored(options.values))
    }
}

struct Options: ParsableArguments {
    @Option(help: "The address to listen on (127.0.0.1).")
    var host: String?

    @Option(help: "The port to listen on (8080); 0 takes a free one.")
    var port: Int?

    @Option(help: "The folder that holds everything: database, keys, back-ups.")
    var data: String?

    var values: Configuration.Options { Configuration.Options(host: host, port: port, data: data) }
}
