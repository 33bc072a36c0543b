import Identifiers

/// Opening a chat of 10,000 messages, from the frame `open` to the whole frame `page`.
struct OpenMeasure {
    private static let runs = 200

    let setting: Setting

    func rows() async throws -> [TableRow] {
        let long = try await DataSet.longChat.folder(in: setting.work)
        let reactor = try Reactor()
        let server = try setting.server(data: long, provider: try StandIn(on: reactor), on: reactor)
        defer { server.stop() }
        let device = try Device(port: server.port, identifiers: IdentifierSource(), on: reactor)
        var chat: String?
        var page: (moment: Moment, bytes: Int)?
        device.onFrame = { frame, moment in
            if frame.is("changes"), let id = Scan.string(after: #""kind":"chat","id":""#, in: frame.bytes) {
                chat = String(decoding: id, as: UTF8.self)
            }
            if frame.is("page") { page = (moment, frame.bytes.count) }
        }
        reactor.run(seconds: 10) { chat != nil }
        guard let chat else { throw BenchError.unexpected("the long chat was not listed") }
        var times: [Double] = []
        for _ in 0..<Self.runs {
            page = nil
            let sent = device.send(#"{"type":"open","chat":"\#(chat)","after":0}"#)
            reactor.run(seconds: 10) { page != nil }
            guard let page else { throw BenchError.unexpected("no page came") }
            times.append(Clock.milliseconds(page.moment - sent))
            device.send(#"{"type":"close","chat":"\#(chat)"}"#)
            reactor.run(seconds: 0.005)
        }
        let figures = Figures(Array(times.dropFirst()))
        return [
            TableRow(
                name: "open a chat of 10,000 messages",
                figures: "\(figures.median.short) ms median, \(figures.p99.short) ms p99, of \(figures.count); "
                    + "the first \(times[0].short) ms; \((Double(page?.bytes ?? 0) / 1_000).short) KB",
                bar: "20 ms", isMet: figures.p99 <= 20)
        ]
    }
}
