import Glibc

/// Searching 100,000 sealed messages: `POST /v1/search`, from the request's first byte to the answer's last.
struct SearchMeasure {
    private static let runs = 10

    let setting: Setting

    func rows() async throws -> [TableRow] {
        let many = try await DataSet.manyMessages.folder(in: setting.work)
        let server = try ServerProcess(setting, data: many, provider: nil)
        defer { server.stop() }
        try server.untilHealthy()
        guard let connection = Loopback.connect(port: server.port) else { throw BenchError.unexpected("no connection") }
        defer { close(connection) }
        return try [("a rare word", "heliotrope"), ("a frequent word", "river"), ("no hit", "zanzibar")].map { name, word in
            var times: [Double] = []
            var hits = 0
            for _ in 0...Self.runs {
                let began = Clock.now()
                let request = Request(method: "POST", path: "/v1/search", json: #"{"query":"\#(word)"}"#)
                let answer = request.send(on: connection, port: server.port)
                guard let answer, answer.status == 200 else { throw BenchError.unexpected("the search failed: \(answer?.status ?? 0)") }
                times.append(Clock.milliseconds(Clock.now() - began))
                hits = String(decoding: answer.body, as: UTF8.self).split(separator: #""snippet":"#).count - 1
            }
            let figures = Figures(Array(times.dropFirst()))
            return TableRow(
                name: "search 100,000 sealed messages, \(name)",
                figures: "\(figures.median.short) ms median, \(figures.largest.short) ms at most, of \(figures.count); \(hits) hits shown",
                bar: "100 ms", isMet: figures.median <= 100)
        }
    }
}
