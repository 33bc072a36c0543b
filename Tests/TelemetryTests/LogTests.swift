import Glibc
import Identifiers
import JSON
import Telemetry
import Testing

@Suite struct LogTests {
    private enum Failure: Error {
        case plain
        case carrying(text: String)
    }

    private struct Talkative: Error, CustomStringConvertible {
        let description: String
    }

    private enum TalkativeCase: Error, CustomStringConvertible {
        case one
        var description: String { "hunter2" }
    }

    private let recorder = LogRecorder()
    private let clock = WallClock { Timestamp(milliseconds: 1_763_610_600_123) }

    private func log(_ level: LogLevel = .info) -> Log { Log(to: recorder.sink, level: level, clock: clock) }

    private func lines() throws -> [JSON] { try recorder.lines.map { try JSON.parse($0) } }

    @Test func writesOneObjectALine() throws {
        let id = IdentifierSource().next()
        let request = RequestID()
        log().warning(
            "run_failed",
            [
                "chat": .id(id), "parent": .id(nil), "request": .request(request), "count": 3, "late": true, "state": "done",
                "took": .duration(.microseconds(1_234_567)), "model": .public("a\"\nb"), "ratio": .double(0.5), "none": .none,
            ])
        #expect(
            try lines() == [
                [
                    "time": "2025-11-20T03:50:00.123Z", "level": "warning", "event": "run_failed", "chat": .string(id.text), "parent": nil,
                    "request": .string(request.text), "count": 3, "late": true, "state": "done", "took": 1234.567, "model": "a\"\nb",
                    "ratio": 0.5, "none": nil,
                ]
            ])
        #expect(recorder.lines.allSatisfy { !$0.contains("\n") })
    }

    @Test func leavesOutWhatIsBelowItsLevel() throws {
        let log = log(.warning)
        log.debug("a")
        log.info("b")
        log.warning("c")
        log.error("d")
        #expect(try lines().map { $0["event"]?.stringValue } == ["c", "d"])
        #expect(LogLevel(name: "warning") == .warning)
        #expect(LogLevel(name: "loud") == nil)
    }

    @Test func addsItsContextToEachLine() throws {
        let outer = log().with(["request": "r"])
        outer.with(["chat": "c"]).info("inner", ["n": 1])
        outer.info("outer")
        #expect(try lines()[0]["request"] == "r")
        #expect(try lines()[0]["chat"] == "c")
        #expect(try lines()[0]["n"] == 1)
        #expect(try lines()[1]["chat"] == nil)
    }

    @Test func saysOfErrorsTheirTypeAndCaseAndNeverWhatTheyCarry() throws {
        let log = log()
        log.error("e", ["error": .error(Failure.plain)])
        log.error("e", ["error": .error(Failure.carrying(text: "hunter2"))])
        log.error("e", ["error": .error(Talkative(description: "hunter2"))])
        log.error("e", ["error": .error(TalkativeCase.one)])
        log.error("e", ["error": .error(JSONFieldError.unknown("hunter2"))])
        let said = try lines().compactMap { $0["error"]?.stringValue }
        #expect(said[0].hasSuffix("Failure.plain"))
        #expect(said[1].hasSuffix("Failure.carrying"))
        #expect(said[2].hasSuffix("Talkative"))
        #expect(said[4] == "JSON.JSONFieldError.unknown")
        #expect(!recorder.lines.joined().contains("hunter2"))
    }

    @Test func keepsLinesBelowTheSizeThatPipesTakeWhole() throws {
        let text = String(repeating: "é", count: 900)
        log().info("one", ["a": .public(text)])
        log().info("many", ["a": .public(text), "b": .public(text), "c": .public(text), "d": .public(text), "e": .public(text)])
        #expect(try lines()[0]["a"]?.stringValue == String(repeating: "é", count: 500))
        #expect(try lines()[1]["truncated"] == true)
        #expect(try lines()[1]["event"] == "many")
        #expect(recorder.lines.allSatisfy { $0.utf8.count < 4096 })
    }

    @Test func writesLinesToADescriptor() throws {
        let pipe = try Pipe()
        let log = Log(to: .descriptor(pipe.writing), clock: clock)
        log.info("first")
        log.error("second")
        let lines = pipe.readAvailable().split(separator: "\n")
        #expect(try lines.map { try JSON.parse(String($0))["event"] } == ["first", "second"])
    }

    @Test func dropsLinesRatherThanWaitForAReaderThatHasStalled() throws {
        let pipe = try Pipe()
        let log = Log(to: .descriptor(pipe.writing), clock: clock)
        let filler = String(repeating: "x", count: 900)
        for _ in 0..<500 { log.info("filler", ["text": .public(filler)]) }
        let written = pipe.readAvailable().split(separator: "\n").count
        log.info("after")
        let rest = try pipe.readAvailable().split(separator: "\n").map { try JSON.parse(String($0)) }
        #expect(written < 500)
        #expect(rest.map { $0["event"] } == ["log_lines_lost", "after"])
        #expect(rest.first?["count"] == .int(Int64(500 - written)))
    }
}

/// A pipe that is read without waiting.
private final class Pipe {
    let reading: Int32
    let writing: Int32

    init() throws {
        var ends: [Int32] = [-1, -1]
        try #require(pipe(&ends) == 0)
        (reading, writing) = (ends[0], ends[1])
        // No child of another test is to have it.
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        _ = fcntl(reading, F_SETFL, O_NONBLOCK)
    }

    deinit {
        close(reading)
        close(writing)
    }

    func readAvailable() -> String {
        var all: [UInt8] = []
        var bytes = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(reading, &bytes, bytes.count)
            guard count > 0 else { return String(decoding: all, as: UTF8.self) }
            all += bytes[..<count]
        }
    }
}
