import Identifiers

/// 500 devices, each reading an answer of its own at 50 tokens a second, all at once.
struct StreamsMeasure {
    private static let devices = 500
    private static let model = ModelName.long

    let setting: Setting

    func rows() throws -> [TableRow] {
        let reactor = try Reactor()
        let standIn = try StandIn(on: reactor)
        let server = try setting.server(provider: standIn, on: reactor)
        defer { server.stop() }
        let readers = try connect(to: server, on: reactor)
        let whole = try read(readers, of: server, on: reactor)
        let failed = readers.filter { $0.problem != nil || $0.settledLength == nil }
        if let reader = failed.first {
            throw BenchError.unexpected("\(failed.count) answers did not end: \(reader.problem ?? "closed with \(reader.closing ?? 0)")")
        }
        let memory = Double(server.memory().resident) / 1e6
        return Self.rows(readers, standIn, whole: whole, memory: memory)
    }

    private func connect(to server: ServerProcess, on reactor: Reactor) throws -> [Reader] {
        let identifiers = IdentifierSource()
        let stallLimit = 10 * 1_000 / Double(Self.model.tokensPerSecond)
        var readers: [Reader] = []
        for mark in 1...Self.devices {
            readers.append(
                try Reader(mark: mark, port: server.port, identifiers: identifiers, stallLimit: stallLimit, on: reactor))
            reactor.run(seconds: 0.002)
        }
        guard reactor.run(seconds: 30, until: { readers.allSatisfy(\.isWelcome) }) else {
            throw BenchError.unexpected("not every device was welcomed")
        }
        return readers
    }

    /// The time in which all answers are being written.
    private struct Whole {
        let time: ClosedRange<Moment>
        /// The part of one core that the server took.
        let load: Double
    }

    /// Starts the answers over two seconds and reads them to their ends.
    private func read(_ readers: [Reader], of server: ServerProcess, on reactor: Reactor) throws -> Whole {
        for reader in readers {
            reader.ask(Self.model)
            reactor.run(seconds: 0.004)
        }
        guard reactor.run(seconds: 30, until: { readers.allSatisfy { $0.hasBegun || $0.isOver } }) else {
            throw BenchError.unexpected("\(readers.count { !$0.hasBegun }) answers did not begin")
        }
        let (began, before) = (Clock.now(), server.processorTime())
        reactor.run(seconds: 60) { readers.contains(where: \.isOver) }
        let ended = Clock.now()
        let load = (server.processorTime() - before) / (Double(ended - began) / 1e9)
        reactor.run(seconds: 60) { readers.allSatisfy(\.isOver) }
        return Whole(time: began...ended, load: load)
    }

    private static func rows(_ readers: [Reader], _ standIn: StandIn, whole: Whole, memory: Double) -> [TableRow] {
        let said = readers.map { standIn.utterances[$0.mark]?.text ?? TextSum() }
        let equal = zip(readers, said).count { $0.text == $1 && $0.settledLength == $1.count }
        let (sent, arrived) = (said.reduce(0) { $0 + $1.count }, readers.reduce(0) { $0 + $1.text.count })
        let stalls = readers.flatMap(\.stalls)
        let (early, late) = (stalls.count { $0 < whole.time.lowerBound }, stalls.count { $0 > whole.time.upperBound })
        let longest = readers.map(\.longestGap).max() ?? 0
        let delays = Figures(readers.flatMap(\.delays))
        let frames = readers.reduce(0) { $0 + $1.frames }
        return [
            TableRow(
                name: "500 streams at 50 tokens/s, 22 s",
                figures: "\(arrived) of \(sent) bytes in \(frames) deltas, \(equal) of \(readers.count) texts equal, "
                    + "\(stalls.count) stalls (\(early) while answers begin, \(late) while they end), "
                    + "longest gap \(longest.short) ms",
                bar: "nothing lost, no gap over 200 ms", isMet: equal == readers.count && arrived == sent && stalls.isEmpty),
            TableRow(
                name: "500 streams: provider to device",
                figures: "\(delays.median.short) ms median, \(delays.p99.short) ms p99, \(delays.largest.short) ms at most, "
                    + "of \(delays.count) tokens"),
            TableRow(
                name: "500 streams: the server's share",
                figures: "\((whole.load * 100).short) % of one core, \(memory.short) MB resident at the end"),
        ]
    }
}
