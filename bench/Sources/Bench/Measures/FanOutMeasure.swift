import Identifiers

/// One answer at 50 tokens a second, read by several devices of one person.
struct FanOutMeasure {
    private static let model = ModelName.long

    let setting: Setting

    func rows() throws -> [TableRow] { [try row(devices: 1), try row(devices: 200)] }

    private func row(devices count: Int) throws -> TableRow {
        let reactor = try Reactor()
        let standIn = try StandIn(on: reactor)
        let server = try setting.server(provider: standIn, on: reactor)
        defer { server.stop() }
        let readers = try connect(count, to: server, on: reactor)
        let before = server.processorTime()
        let began = Clock.now()
        readers[0].ask(Self.model, in: try openedChat(of: readers, on: reactor))
        guard reactor.run(seconds: 60, until: { readers.allSatisfy(\.isOver) }) else {
            throw BenchError.unexpected("the answer did not end")
        }
        let load = (server.processorTime() - before) / (Double(Clock.now() - began) / 1e9)
        if let problem = readers.compactMap(\.problem).first { throw BenchError.unexpected(problem) }
        let said = standIn.utterances[1]?.text ?? TextSum()
        let equal = readers.count { $0.text == said && $0.settledLength == said.count }
        let delays = Figures(readers.flatMap(\.delays))
        return TableRow(
            name: count == 1 ? "one stream, 1 device: provider to device" : "one stream, \(count) devices: provider to device",
            figures: "\(delays.median.short) ms median, \(delays.p99.short) ms p99, \(delays.largest.short) ms at most, of "
                + "\(delays.count) tokens; \(equal) of \(count) texts equal; \((load * 100).short) % of one core",
            bar: "nothing lost", isMet: equal == count && delays.count == count * Self.model.tokens)
    }

    private func connect(_ count: Int, to server: ServerProcess, on reactor: Reactor) throws -> [Reader] {
        let identifiers = IdentifierSource()
        let readers = try (0..<count).map { _ in
            try Reader(mark: 1, port: server.port, identifiers: identifiers, stallLimit: 200, on: reactor)
        }
        guard reactor.run(seconds: 30, until: { readers.allSatisfy(\.isWelcome) }) else { throw BenchError.unexpected("no welcome") }
        return readers
    }

    /// A chat that all of them show.
    private func openedChat(of readers: [Reader], on reactor: Reactor) throws -> Identifier {
        let chat = readers[0].makeChat()
        readers[0].open(chat)
        reactor.run(seconds: 10) { readers[0].hasPage }
        for reader in readers.dropFirst() { reader.open(chat) }
        guard reactor.run(seconds: 10, until: { readers.allSatisfy(\.hasPage) }) else { throw BenchError.unexpected("a chat did not open") }
        return chat
    }
}
