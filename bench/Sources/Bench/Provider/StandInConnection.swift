import Glibc

/// One connection to the stand-in: reads requests, and says answers as server-sent events in chunks.
final class StandInConnection: Socket {
    private unowned let standIn: StandIn
    private var inbox: [UInt8] = []
    private var model = ModelName.short
    private var mark = 0
    private var next = 0
    private var began: Moment = 0

    init(_ descriptor: Int32, of standIn: StandIn, on reactor: Reactor) {
        self.standIn = standIn
        super.init(descriptor, on: reactor)
    }

    override func received(_ bytes: UnsafeRawBufferPointer, at moment: Moment) {
        inbox += bytes
        while let head = HTTPHead(inbox), inbox.count >= head.size + head.length {
            let body = Array(inbox[head.size..<(head.size + head.length)])
            inbox.removeFirst(head.size + head.length)
            answer(head.line, body, moment)
        }
    }

    override func ended() { standIn.ended(self) }

    private func answer(_ line: String, _ body: [UInt8], _ moment: Moment) {
        guard line.hasPrefix("POST /v1/chat/completions") else { return sendModels(found: line.hasPrefix("GET /v1/models")) }
        let asked = body.withUnsafeBytes { bytes in
            let name = Scan.string(after: #""model":""#, in: bytes).map { String(decoding: $0, as: UTF8.self) }
            return (name.flatMap { ModelName($0) }, Scan.lastMark(in: bytes))
        }
        model = asked.0 ?? .short
        mark = asked.1 ?? 0
        next = 0
        began = Clock.now()
        standIn.utterances[mark] = Utterance(received: moment, firstSent: began)
        send(Self.head + piece(began))
        if model.tokensPerSecond == 0 {
            while next < model.tokens { send(piece(Clock.now())) }
        }
        if next < model.tokens { standIn.began(self) } else { send(Self.tail) }
    }

    /// Says what is due.
    func speak(_ now: Moment) {
        let due = 1 + Int((now - began) * Moment(model.tokensPerSecond) / 1_000_000_000)
        while next < min(due, model.tokens) { send(piece(Clock.now())) }
        guard next >= model.tokens else { return }
        standIn.ended(self)
        send(Self.tail)
    }

    /// One token: the moment at which it is sent, in microseconds, and a blank.
    private func piece(_ moment: Moment) -> [UInt8] {
        let token = Array("\(moment / 1_000) ".utf8)
        next += 1
        standIn.utterances[mark]?.tokens += 1
        standIn.utterances[mark]?.text.add(token)
        return Self.chunk(Self.before + token + Self.after)
    }

    private func sendModels(found: Bool) {
        let list = ModelName.all.map { #"{"id":"\#($0.text)","object":"model"}"# }.joined(separator: ",")
        let body = #"{"object":"list","data":[\#(list)]}"#
        let status = found ? "200 OK" : "404 Not Found"
        send(Array("HTTP/1.1 \(status)\r\ncontent-type: application/json\r\ncontent-length: \(body.utf8.count)\r\n\r\n\(body)".utf8))
    }

    private static let head = Array("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n".utf8)

    private static let before = Array(
        (#"data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"stand-in","#
            + #""choices":[{"index":0,"delta":{"content":""#).utf8)

    private static let after = Array((#""},"finish_reason":null}]}"# + "\n\n").utf8)

    private static let tail =
        chunk(Array((#"data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"# + "\n\n").utf8))
        + chunk(Array((#"data: {"choices":[],"usage":{"prompt_tokens":20,"completion_tokens":20,"total_tokens":40}}"# + "\n\n").utf8))
        + chunk(Array("data: [DONE]\n\n".utf8)) + Array("0\r\n\r\n".utf8)

    private static func chunk(_ bytes: [UInt8]) -> [UInt8] {
        Array(String(bytes.count, radix: 16).utf8) + [13, 10] + bytes + [13, 10]
    }
}
