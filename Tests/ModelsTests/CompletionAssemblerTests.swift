import Testing

@testable import Models

@Suite("The events of an answer")
struct CompletionAssemblerTests {
    private func take(_ data: [String], close: Bool = true) throws -> [GenerationEvent] {
        var assembler = CompletionAssembler(inputEstimate: 7)
        var events: [GenerationEvent] = []
        for text in data {
            try Array(text.utf8).withUnsafeBufferPointer { try assembler.take($0) }
            events += assembler.takeEvents()
        }
        if close { try assembler.close() }
        return events + assembler.takeEvents()
    }

    private func delta(_ text: String) -> String { #"{"choices":[{"delta":{"content":"\#(text)"}}]}"# }
    private let stop = #"{"choices":[{"delta":{},"finish_reason":"stop"}]}"#
    private let usage = #"{"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2}}"#
    private let whole: [GenerationEvent] = [
        .text(Array("a".utf8)), .text(Array("b".utf8)), .usage(Usage(input: 3, output: 2, isEstimated: false)), .finished(.stop),
    ]

    @Test("texts, then tokens, then the end")
    func order() throws {
        #expect(try take([delta("a"), delta("b"), stop, usage, "[DONE]"]) == whole)
    }

    @Test("a missing [DONE] is none too many, and what comes after it means nothing")
    func done() throws {
        #expect(try take([delta("a"), delta("b"), stop, usage]) == whole)
        #expect(try take([delta("a"), delta("b"), stop, usage, "[DONE]", delta("c"), "garbage"]) == whole)
    }

    @Test("tokens that were not told are estimated, and marked")
    func estimate() throws {
        let events = try take([delta("a"), delta("b"), stop, "[DONE]"])
        #expect(events[2...] == [.usage(Usage(input: 7, output: 2, isEstimated: true)), .finished(.stop)])
    }

    @Test("an end without a reason and without [DONE] is an interruption")
    func interrupted() {
        #expect(throws: ProviderError.interrupted) { try take([delta("a")]) }
        #expect(throws: ProviderError.interrupted) { try take([]) }
    }

    @Test("[DONE] alone is an end")
    func doneAlone() throws {
        #expect(try take(["[DONE]"]) == [.usage(Usage(input: 7, output: 0, isEstimated: true)), .finished(.stop)])
    }

    @Test("texts that arrive together are one")
    func together() throws {
        var assembler = CompletionAssembler(inputEstimate: 0)
        for text in ["a", "b", "c"] { try Array(delta(text).utf8).withUnsafeBufferPointer { try assembler.take($0) } }
        #expect(assembler.takeEvents() == [.text(Array("abc".utf8))])
        #expect(assembler.takeEvents() == [])
    }

    @Test("an error ends it, after the text that was there")
    func failure() throws {
        #expect(throws: ProviderError.serverError(status: 503)) { try take([delta("a"), #"{"error":{"code":503}}"#]) }
        #expect(throws: ProviderError.nonsense) { try take([delta("a"), "garbage"]) }
    }
}
