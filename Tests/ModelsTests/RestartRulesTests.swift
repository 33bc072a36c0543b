import Testing

@testable import Models

@Suite("Restarting the companion")
struct RestartRulesTests {
    @Test("quickly at first, then slowly, and never not")
    func backOff() {
        var rules = RestartRules()
        var waits: [Duration] = []
        for attempt in 1...8 {
            waits.append(rules.ended(afterReady: nil, isHopeless: false))
            #expect(rules.hasFailed == (attempt >= 5))
        }
        #expect(
            waits == [.milliseconds(200), .seconds(1), .seconds(2), .seconds(5), .seconds(10), .seconds(60), .seconds(60), .seconds(60)])
    }

    @Test("one that had worked for a minute begins anew")
    func proven() {
        var rules = RestartRules()
        for _ in 0..<10 { _ = rules.ended(afterReady: .seconds(59), isHopeless: false) }
        #expect(rules.hasFailed)
        #expect(rules.ended(afterReady: .seconds(60), isHopeless: false) == .milliseconds(200))
        #expect(!rules.hasFailed)
    }

    @Test("what cannot work has failed at once, and is tried slowly")
    func hopeless() {
        var rules = RestartRules()
        #expect(rules.ended(afterReady: nil, isHopeless: true) == .seconds(60))
        #expect(rules.hasFailed)
    }
}

@Suite("Lines of the companion")
struct CompanionLineTests {
    @Test(
        "what it says is understood, and what is not known means nothing",
        arguments: [
            (#"{"state":"verifying"}"#, CompanionLine.verifying), (#"{"state":"loading"}"#, .loading),
            (#"{"state":"ready","port":80,"model":"m","context":2048}"#, .ready(port: 80, model: "m", context: 2048)),
            (#"{"state":"ready","port":80,"model":"m"}"#, .ready(port: 80, model: "m", context: nil)),
            (#"{"state":"failed","reason":"x"}"#, .failed(reason: "x")),
            (#"{"state":"ready","ability":"speech","port":80,"model":"m"}"#, nil), (#"{"state":"ready","port":0,"model":"m"}"#, nil),
            (#"{"state":"ready","port":70000,"model":"m"}"#, nil), (#"{"state":"ready","port":80,"model":""}"#, nil),
            (#"{"state":"dancing"}"#, nil), ("Traceback (most recent call last):", nil), ("", nil),
        ])
    func lines(text: String, line: CompanionLine?) {
        #expect(CompanionLine(text) == line)
    }
}
