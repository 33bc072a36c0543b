import ArgumentParser

/// The stand-in provider alone, to put in front of other programs.
struct Provider: ParsableCommand {
    @Option(help: "The port to listen on.") var port: Int

    func run() throws {
        Loopback.raiseOpenFiles()
        let reactor = try Reactor()
        let standIn = try StandIn(port: port, on: reactor)
        print("The stand-in is at \(standIn.url)")
        while true { reactor.run(seconds: 3_600) }
    }
}
