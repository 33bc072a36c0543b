import Identifiers

/// From sending a message to the first delta at the device, above what the provider took for its first piece.
struct FirstTokenMeasure {
    private static let bars = (median: 3.0, p99: 8.0)

    let setting: Setting

    func rows() throws -> [TableRow] {
        [
            row("send to first token, 1 at once", try figures(askers: 1, answers: 400, pause: 20, together: false)),
            row("send to first token, 32 at once, each in turn", try figures(askers: 32, answers: 1_280, pause: 50, together: false)),
            row("send to first token, 32 in one moment", try figures(askers: 32, answers: 640, pause: 50, together: true)),
        ]
    }

    /// - Parameter together: whether all ask in the same moment, once the last of them has its answer.
    private func figures(askers count: Int, answers: Int, pause: Int, together: Bool) throws -> Figures {
        let reactor = try Reactor()
        let standIn = try StandIn(on: reactor)
        let server = try setting.server(provider: standIn, on: reactor)
        defer { server.stop() }
        let identifiers = IdentifierSource()
        let askers = try (0..<count).map { _ in
            try Asker(port: server.port, standIn: standIn, identifiers: identifiers, pause: pause, on: reactor)
        }
        guard reactor.run(seconds: 10, until: { askers.allSatisfy(\.isWelcome) }) else { throw BenchError.unexpected("no welcome") }
        // One at once waits for whole answers of no length; many at once have answers that go on meanwhile.
        let model = count == 1 ? ModelName.instant : ModelName.short
        var mark = 0
        let all = reactor.run(seconds: 120) {
            let now = Clock.now()
            let mayAsk = !together || askers.allSatisfy { !$0.isWaiting && $0.askAt <= now }
            for asker in askers where mayAsk && !asker.isWaiting && asker.askAt <= now && mark < answers {
                mark += 1
                asker.ask(model, mark: mark)
            }
            return askers.contains { $0.problem != nil } || mark == answers && !askers.contains(where: \.isWaiting)
        }
        if let problem = askers.compactMap(\.problem).first { throw BenchError.unexpected(problem) }
        guard all else {
            let open = askers.filter(\.isWaiting).map(\.state)
            throw BenchError.unexpected("of \(mark) questions \(open.count) were not answered in time: " + open.joined(separator: "; "))
        }
        // The first question of each is left out: connections to the provider are made, caches fill.
        return Figures(askers.flatMap { $0.firsts.dropFirst() })
    }

    private func row(_ name: String, _ times: Figures) -> TableRow {
        TableRow(
            name: name, figures: "\(times.median.short) ms median, \(times.p99.short) ms p99, of \(times.count)", bar: "3 ms, 8 ms p99",
            isMet: times.median <= Self.bars.median && times.p99 <= Self.bars.p99)
    }
}
