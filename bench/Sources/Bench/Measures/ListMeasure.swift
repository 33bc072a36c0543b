import Identifiers

/// What a new device waits for in an account of 10,000 chats: from connecting to the last of the changes.
struct ListMeasure {
    private static let runs = 10

    let setting: Setting

    func rows() async throws -> [TableRow] {
        let many = try await DataSet.manyChats.folder(in: setting.work)
        let reactor = try Reactor()
        let server = try setting.server(data: many, provider: try StandIn(on: reactor), on: reactor)
        defer { server.stop() }
        var times: [Double] = []
        var bytes = 0
        for _ in 0..<Self.runs {
            let began = Clock.now()
            let device = try Device(port: server.port, identifiers: IdentifierSource(), on: reactor)
            var (version, reached, last) = (Int.max, -1, began)
            bytes = 0
            device.onFrame = { frame, moment in
                bytes += frame.bytes.count
                if frame.is("welcome") { version = Scan.number(after: #""version":"#, in: frame.bytes) ?? .max }
                if frame.is("changes") { (reached, last) = (Scan.number(after: #""to":"#, in: frame.bytes) ?? -1, moment) }
            }
            guard reactor.run(seconds: 20, until: { reached >= version }) else { throw BenchError.unexpected("the list did not arrive") }
            times.append(Clock.milliseconds(last - began))
            device.close()
            reactor.run(seconds: 0.1)
        }
        let figures = Figures(times)
        return [
            TableRow(
                name: "a new device's list of 10,000 chats",
                figures: "\(figures.median.short) ms median, \(figures.largest.short) ms at most, of \(figures.count); "
                    + "\((Double(bytes) / 1e6).short) MB")
        ]
    }
}
