import NIOCore
import Testing

@testable import HTTPServer

/// A request as a parser's events make it.
private struct Parsed: Equatable {
    var head: RequestHead
    var body: [UInt8] = []
    var isWhole = false
}

private func parse(_ text: String, limits: ParserLimits = ParserLimits(), step: Int? = nil) -> (requests: [Parsed], fault: RequestFault?) {
    var parser = RequestParser(limits: limits)
    var requests: [Parsed] = []
    let bytes = Array(text.utf8)
    var input = ByteBuffer()
    for start in stride(from: 0, to: bytes.count, by: step ?? max(bytes.count, 1)) {
        input.writeBytes(bytes[start..<min(start + (step ?? bytes.count), bytes.count)])
        while true {
            let event = parser.next(&input)
            if event == .needMore { break }
            switch event {
            case .needMore: break
            case .head(let head): requests.append(Parsed(head: head))
            case .body(let part): requests[requests.count - 1].body += Array(part.readableBytesView)
            case .end: requests[requests.count - 1].isWhole = true
            case .fault(let fault): return (requests, fault)
            }
        }
    }
    return (requests, nil)
}

private func fault(_ text: String, limits: ParserLimits = ParserLimits()) -> RequestFault? {
    let whole = parse(text, limits: limits).fault
    #expect(whole == parse(text, limits: limits, step: 1).fault, "Bytes that come one by one are judged like bytes that come at once.")
    return whole
}

@Suite("Requests are taken apart")
struct RequestParserTests {
    private let several =
        "GET /a?b=c HTTP/1.1\r\nHost: x\r\nX-Name:  value \t\r\n\r\nPOST /b HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\n\r\nhelloPUT /c HTTP/1.1\r\nHost: x\r\n"
        + "Transfer-Encoding: chunked\r\n\r\n4;name=value\r\nwiki\r\nA\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\nGET /d HTTP/1.0\r\n\r\n"

    @Test("Requests that follow each other, with every kind of body")
    func several_() {
        let (requests, fault) = parse(several)
        #expect(fault == nil)
        #expect(requests.map(\.head.method) == ["GET", "POST", "PUT", "GET"])
        #expect(requests.map(\.head.target) == ["/a?b=c", "/b", "/c", "/d"])
        #expect(requests.map { String(decoding: $0.body, as: UTF8.self) } == ["", "hello", "wiki0123456789", ""])
        #expect(requests.allSatisfy { $0.isWhole })
        #expect(requests[0].head.fields["x-name"] == "value")
        #expect(requests.map(\.head.keepsAlive) == [true, true, true, false])
    }

    @Test("How the bytes are divided makes no difference", arguments: [1, 2, 3, 7, 50])
    func divided(step: Int) {
        #expect(parse(several, step: step).requests == parse(several).requests)
    }

    @Test(
        "What could be read in two ways is refused",
        arguments: [
            "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nhello",
            "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5, 5\r\n\r\nhello",
            "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: +5\r\n\r\nhello",
            "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0x5\r\n\r\nhello",
            "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: x\r\nContent-Length:\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: x\r\nContent-Length : 5\r\n\r\nhello",
            "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
            "GET / HTTP/1.1\r\n\r\n",
            "GET / HTTP/1.1\nHost: x\n\n",
            "GET / HTTP/1.1\r\nHost: x\r\n folded\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: x\r\nA: b\u{0}c\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: x\r\nA: b\rc\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: x\r\n: empty\r\n\r\n",
            "GET /a b HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET  / HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET /\u{e9} HTTP/1.1\r\nHost: x\r\n\r\n",
            "G(T / HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET / http/1.1\r\nHost: x\r\n\r\n",
            "GET /\r\nHost: x\r\n\r\n",
            "CONNECT x:80 HTTP/1.1\r\nHost: x\r\n\r\n",
            "\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n",
            "\u{16}\u{3}\u{1}\u{2}\r\n\r\n",
        ])
    func smuggling(text: String) {
        #expect(fault(text) == .malformed)
    }

    @Test(
        "A chunked body is held to the grammar",
        arguments: [
            "x\r\n", "\r\n", "5\nhello\r\n", "5\r\nhelloX", "5\r\nhello\rX", "1234567890123456\r\n", "-1\r\n", "0x5\r\nhello\r\n",
            "5 5\r\n", "0\r\nA: b\n\r\n",
        ])
    func chunks(body: String) {
        #expect(fault("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + body) == .malformed)
    }

    @Test("Extensions and trailers without end are refused")
    func endlessTrailers() {
        let head = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
        #expect(fault(head + "5;" + String(repeating: "x", count: 2000)) == .malformed)
        #expect(fault(head + "0\r\n" + String(repeating: "A: b\r\n", count: 400)) == .malformed)
    }

    @Test("Versions, codings and expectations that are not spoken")
    func unsupported() {
        #expect(fault("GET / HTTP/2.0\r\nHost: x\r\n\r\n") == .versionUnsupported)
        #expect(fault("GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n") == .codingUnsupported)
        #expect(fault("POST / HTTP/1.1\r\nHost: x\r\nExpect: tea\r\n\r\n") == .expectationUnsupported)
    }

    @Test("Headers stop at their limits, whether or not they ever end")
    func limits() {
        let limits = ParserLimits(requestLineBytes: 50, headerBytes: 200, fieldCount: 5)
        #expect(fault("GET /" + String(repeating: "a", count: 60), limits: limits) == .targetTooLong)
        #expect(fault("GET /" + String(repeating: "a", count: 60) + " HTTP/1.1\r\nHost: x\r\n\r\n", limits: limits) == .targetTooLong)
        #expect(fault("GET / HTTP/1.1\r\nHost: x\r\nA: " + String(repeating: "a", count: 300), limits: limits) == .headerTooLarge)
        #expect(fault("GET / HTTP/1.1\r\nHost: x\r\n" + String(repeating: "A: b\r\n", count: 5), limits: limits) == .headerTooLarge)
        #expect(fault("GET / HTTP/1.1\r\nHost: x\r\n" + String(repeating: "A: b\r\n", count: 4) + "\r\n", limits: limits) == nil)
    }

    @Test("The absolute form names the host itself")
    func absoluteForm() {
        let head = parse("GET http://Example.org:80?q HTTP/1.1\r\nHost: other\r\n\r\n").requests.first?.head
        #expect(head?.authority == "example.org:80")
        #expect(head?.target == "/?q")
    }

    @Test("One empty line before a request is passed over")
    func leadingLine() {
        #expect(parse("\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n").requests.count == 1)
    }

    @Test("A random mutation of a request never traps and always leads somewhere")
    func mutations() {
        var random = SystemRandomNumberGenerator()
        let bytes = Array(several.utf8)
        for _ in 0..<3000 {
            var mutated = bytes
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                mutated[Int.random(in: 0..<mutated.count, using: &random)] = .random(in: 0...255, using: &random)
            }
            var parser = RequestParser(limits: ParserLimits())
            var input = ByteBuffer(bytes: mutated)
            var steps = 0
            loop: while steps < 1000 {
                steps += 1
                switch parser.next(&input) {
                case .needMore, .fault: break loop
                default: break
                }
            }
            #expect(steps < 1000)
        }
    }
}
