import Identifiers

/// 50 devices of one person that send 1,000 mutations a second together, each of which all of them are told of.
struct RenameMeasure {
    private static let devices = 50
    private static let perSecond = 1_000
    private static let seconds = 20

    let setting: Setting

    func rows() throws -> [TableRow] {
        let reactor = try Reactor()
        let server = try setting.server(provider: try StandIn(on: reactor), on: reactor)
        defer { server.stop() }
        let renamers = try connect(to: server, on: reactor)
        let (began, before, early) = (Clock.now(), server.processorTime(), server.threads.time)
        rename(renamers, on: reactor)
        reactor.run(seconds: 30) { !renamers.contains(where: \.isWaiting) }
        let time = Double(Clock.now() - began) / 1e9
        let load = (server.processorTime() - before) / time
        let database = (server.threads.time - early) / 1_000 / time
        let newest = renamers.map(\.written).max() ?? 0
        let isWhole = reactor.run(seconds: 10) { renamers.allSatisfy { $0.reached >= newest } }
        if let problem = renamers.compactMap(\.problem).first { throw BenchError.unexpected(problem) }
        guard renamers.allSatisfy(\.isOpen) else { throw BenchError.unexpected("a device was closed") }
        let delays = Figures(renamers.flatMap(\.delays))
        let rate = Double(delays.count) / time
        let sent = renamers.reduce(0) { $0 + $1.rows }
        return [
            TableRow(
                name: "1,000 renames/s from 50 devices, \(Self.seconds) s",
                figures: "\(rate.short) acknowledged/s, \(delays.count) of \(Self.perSecond * Self.seconds), none refused; "
                    + "\(delays.median.short) ms median, \(delays.p99.short) ms p99, \(delays.largest.short) ms at most; "
                    + "\(isWhole ? "every device" : "NOT every device") has the newest version, after \((Double(sent) / time).short) rows/s "
                    + "to all; \((load * 100).short) % of one core, \((database * 100).short) in the database's threads",
                bar: "1,000/s, nothing refused",
                isMet: isWhole && delays.count == Self.perSecond * Self.seconds && rate >= 0.99 * Double(Self.perSecond))
        ]
    }

    private func connect(to server: ServerProcess, on reactor: Reactor) throws -> [Renamer] {
        let identifiers = IdentifierSource()
        let renamers = try (0..<Self.devices).map { _ in try Renamer(port: server.port, identifiers: identifiers, on: reactor) }
        guard reactor.run(seconds: 30, until: { renamers.allSatisfy(\.isWelcome) }) else { throw BenchError.unexpected("no welcome") }
        for renamer in renamers { renamer.makeChat() }
        guard reactor.run(seconds: 30, until: { renamers.allSatisfy(\.hasChat) }) else { throw BenchError.unexpected("no chats") }
        reactor.run(seconds: 1)
        return renamers
    }

    /// Sends by the clock, one device after the other.
    private func rename(_ renamers: [Renamer], on reactor: Reactor) {
        let (began, all) = (Clock.now(), Self.perSecond * Self.seconds)
        var sent = 0
        reactor.tick = { now in
            let due = min(all, 1 + Int((now - began) * Moment(Self.perSecond) / 1_000_000_000))
            while sent < due {
                renamers[sent % renamers.count].rename()
                sent += 1
            }
        }
        reactor.run(seconds: Double(Self.seconds) + 5) { sent == all }
        reactor.tick = nil
    }
}
