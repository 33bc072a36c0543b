import JSON
import Testing

@testable import Models

@Suite("Pieces of a chat completion")
struct CompletionChunkTests {
    private func chunk(_ text: String) -> CompletionChunk? {
        var scalars = TextScalars()
        return Array(text.utf8).withUnsafeBufferPointer { CompletionChunk($0, scalars: &scalars) }
    }

    private func text(_ json: String) -> String? {
        chunk(json).map { String(decoding: $0.text, as: UTF8.self) }
    }

    @Test(
        "the text is found, wherever it stands",
        arguments: [
            (#"{"choices":[{"delta":{"content":"a"}}]}"#, "a"),
            (
                #" { "id" : "x\"}" , "choices" : [ { "delta" : { "role":"x", "content" : "a\"b" } , "x":[[1,{"y":"]"}]] } ] } "#,
                "a\"b"
            ),
            (#"{"choices":[{"delta":{"content":null}}]}"#, ""), (#"{"choices":[{"delta":{}}]}"#, ""), (#"{"choices":[]}"#, ""), ("{}", ""),
            (#"{"choices":[{"delta":{"content":"a"}},{"delta":{"content":"b"}}]}"#, "a"),
            (#"{"choices":[{"delta":{"reasoning_content":"hidden","content":"shown"}}]}"#, "shown"),
            (#"{"choices":[{"message":{"content":"whole"},"finish_reason":"stop"}]}"#, "whole"),
            (#"{"choices":[{"delta":{"content":12}}]}"#, ""), (#"{"choices":[{"delta":"x"}]}"#, ""), (#"{"choices":{"delta":1}}"#, ""),
            (#"{"choices":[null],"a":-1.5e3,"b":true}"#, ""),
        ])
    func texts(json: String, expected: String) {
        #expect(text(json) == expected)
    }

    @Test(
        "what is no object is nonsense",
        arguments: [
            "", "x", "[]", "1", "null", "{", #"{"a""#, #"{"a":"#, #"{"a":1"#, #"{"a":"b}"#, #"{a:1}"#, #"{"a":1,}"#, #"{"a" 1}"#,
            #"{"a":}"#,
        ])
    func nonsense(json: String) {
        #expect(chunk(json) == nil)
    }

    @Test("a deep nest costs no stack")
    func deep() {
        let deep =
            #"{"x":"# + String(repeating: "[", count: 200_000) + String(repeating: "]", count: 200_000)
            + #","choices":[{"delta":{"content":"a"}}]}"#
        #expect(text(deep) == "a")
        #expect(chunk(#"{"x":"# + String(repeating: "{\"a\":", count: 200_000)) == nil)
    }

    @Test(
        "reasons to end have one name each",
        arguments: [("stop", FinishReason.stop), ("length", .length), ("content_filter", .filtered), ("tool_calls", .other)])
    func reasons(word: String, reason: FinishReason) {
        #expect(chunk(#"{"choices":[{"delta":{},"finish_reason":"\#(word)"}]}"#)?.finish == reason)
        #expect(chunk(#"{"choices":[{"delta":{},"finish_reason":null}]}"#)?.finish == nil)
    }

    @Test("tokens are taken where they make sense")
    func usage() {
        #expect(chunk(#"{"usage":{"prompt_tokens":3,"completion_tokens":4}}"#)?.usage == Usage(input: 3, output: 4, isEstimated: false))
        for broken in [
            "null", "{}", #"{"prompt_tokens":-1,"completion_tokens":4}"#, #"{"prompt_tokens":"3","completion_tokens":4}"#, "[1]",
        ] {
            let found = chunk(#"{"usage":\#(broken)}"#)
            #expect(found != nil && found?.usage == nil)
        }
    }

    @Test(
        "an error in the stream is known by what it says",
        arguments: [
            (#"{"message":"boom","code":500}"#, ProviderError.serverError(status: 500)), (#""boom""#, .serverError(status: 0)),
            (#"{"code":429,"message":"slow down"}"#, .rateLimited(retryAfter: nil)), (#"{"code":401}"#, .unauthorised),
            (#"{"type":"exceed_context_size_error","code":400}"#, .contextTooLong), (#"{"code":400,"message":"bad"}"#, .badRequest),
        ])
    func errors(json: String, error: ProviderError) {
        #expect(chunk(#"{"error":\#(json)}"#)?.failure == error)
        #expect(chunk(#"{"error":null}"#)?.failure == nil)
    }

    /// Every cut and every changed byte of a real event must be read without a trap; what comes of it does not matter.
    @Test("no damage to an event traps")
    func damage() {
        let whole = Array(
            #"{"choices":[{"delta":{"content":"a\u00e9\n"},"finish_reason":null}],"usage":{"prompt_tokens":1},"error":null}"#.utf8)
        for length in 0..<whole.count {
            var scalars = TextScalars()
            _ = whole[..<length].withContiguousStorageIfAvailable { CompletionChunk($0, scalars: &scalars) }
        }
        for place in whole.indices {
            for byte in [0, 0x22, 0x5B, 0x5C, 0x5D, 0x7B, 0x7D, 0x2C, 0xFF] as [UInt8] {
                var damaged = whole
                damaged[place] = byte
                var scalars = TextScalars()
                _ = damaged.withUnsafeBufferPointer { CompletionChunk($0, scalars: &scalars) }
            }
        }
    }
}
