import Testing

@testable import Models

@Suite("Server-sent events")
struct ServerSentEventsTests {
    private func events(_ text: String, cut size: Int = .max) throws -> [String] {
        let bytes = Array(text.utf8)
        var parser = ServerSentEvents()
        var found: [String] = []
        for start in stride(from: 0, to: bytes.count, by: min(size, max(bytes.count, 1))) {
            try parser.take(Array(bytes[start..<min(start + min(size, bytes.count), bytes.count)])) { data in
                found.append(String(decoding: data, as: UTF8.self))
            }
        }
        return found
    }

    @Test("an event is the same wherever its bytes are cut", arguments: Array(1...12) + [100])
    func cuts(size: Int) throws {
        let text =
            ": comment\r\ndata: ünö\r\ndata:two\n\nevent: x\rdata:  three\r\rid: 4\nretry: 10\n\ndata\n\ndata:\ndata:\n\ndata: cut off"
        #expect(try events(text, cut: size) == ["ünö\ntwo", " three", "", "\n"])
    }

    @Test(
        "lines end in LF, CR or CRLF, and unknown fields mean nothing",
        arguments: [
            ("data: a\n\ndata: b\n\n", ["a", "b"]), ("data: a\r\rdata: b\r\r", ["a", "b"]), ("data: a\r\n\r\ndata: b\r\n\r\n", ["a", "b"]),
            ("database: x\n\n", []), ("dat: x\n\n", []), ("\n\n\n", []), ("nonsense\n\n", []), ("\u{FEFF}data: a\n\n", ["a"]),
            ("data: \u{FEFF}\n\n", ["\u{FEFF}"]), ("event: ping\n\n", []), ("data:a:b\n\n", ["a:b"]),
        ])
    func fields(text: String, expected: [String]) throws {
        #expect(try events(text) == expected)
    }

    @Test("an endless line is given up, in one piece or in many", arguments: [1 << 12, 1 << 22])
    func endlessLine(size: Int) throws {
        #expect(throws: ServerSentEvents.TooLong.self) { try events("data: " + String(repeating: "a", count: 2 << 20), cut: size) }
    }

    @Test("an endless event is given up")
    func endlessEvent() throws {
        let line = "data: " + String(repeating: "a", count: 1000) + "\n"
        #expect(throws: ServerSentEvents.TooLong.self) { try events(String(repeating: line, count: 1100)) }
    }
}
