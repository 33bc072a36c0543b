import JSON

/// How an OpenAI-compatible server is told to go on with a turn of the assistant.
public enum ContinuationStyle: Sendable {
    /// A last turn of the assistant is continued (llama.cpp).
    case prefill
    /// A last turn of the assistant is answered like any other: a sentence asks for the rest.
    case instruction
}

/// The body of a request for a chat completion.
struct CompletionRequest {
    let request: GenerationRequest
    let continuation: ContinuationStyle
    /// Whether the server is asked to tell the tokens in the stream.
    var asksForUsage: Bool

    private static let instruction = "Go on with your last message exactly where it stops, without repeating any of it."

    func encoded() -> [UInt8] {
        JSONWriter.object(capacity: 512 + request.turns.reduce(0) { $0 + $1.text.utf8.count + 64 }) {
            $0.field("model", request.model)
            $0.array("messages") { messages in
                for turn in request.turns { Self.write(turn.role.rawValue, turn.text, into: &messages) }
                if request.continuesLastTurn, continuation == .instruction { Self.write("user", Self.instruction, into: &messages) }
            }
            $0.field("stream", true)
            if asksForUsage { $0.object("stream_options") { $0.field("include_usage", true) } }
            if let temperature = request.temperature { $0.field("temperature", temperature) }
            if let maxTokens = request.maxTokens { $0.field("max_tokens", maxTokens) }
        }
    }

    private static func write(_ role: String, _ text: String, into writer: inout JSONWriter) {
        writer.object {
            $0.field("role", role)
            $0.field("content", text)
        }
    }

    /// Some four bytes a token, and a few tokens around each turn.
    var inputEstimate: Int {
        request.turns.reduce(0) { $0 + $1.text.utf8.count / 4 + 4 }
    }
}
