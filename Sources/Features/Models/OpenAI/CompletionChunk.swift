import JSON

/// What one piece of a chat completion says: an event of a stream, or the one object of an answer that does not stream.
///
/// Only what is asked for is read; fields that are not known, and other choices than the first, mean nothing here.
struct CompletionChunk: Equatable {
    /// More text.
    var text: [UInt8] = []
    /// Why the model has stopped.
    var finish: FinishReason?
    /// The tokens, as told.
    var usage: Usage?
    /// The provider has failed, and says how.
    var failure: ProviderError?

    /// Reads one; nil when it is no JSON object. `scalars` holds what one piece leaves for the next.
    init?(_ bytes: UnsafeBufferPointer<UInt8>, scalars: inout TextScalars) {
        let json = JSONSkimmer(bytes)
        var (choices, usage, error): (Range<Int>?, Range<Int>?, Range<Int>?)
        let isObject = json.members(of: json.whole) { key, value in
            switch key.count {
            case 7 where key.spells("choices"): choices = value
            case 5 where key.spells("usage"): usage = value
            case 5 where key.spells("error"): error = value
            default: break
            }
        }
        guard isObject else { return nil }
        if let choices, let choice = json.firstElement(of: choices) { read(choice: choice, json, &scalars) }
        if let usage { self.usage = Usage(provider: json.slice(usage)) }
        if let error, let described = ProviderFault.inStream(json.slice(error)) { failure = described }
    }

    private mutating func read(choice: Range<Int>, _ json: JSONSkimmer, _ scalars: inout TextScalars) {
        var (delta, reason): (Range<Int>?, Range<Int>?)
        _ = json.members(of: choice) { key, value in
            // A whole answer has `message` where a stream has `delta`.
            if key.spells("delta") || key.spells("message") { delta = value }
            if key.spells("finish_reason") { reason = value }
        }
        if let delta {
            var contents: UnsafeBufferPointer<UInt8>?
            _ = json.members(of: delta) { key, value in
                if key.spells("content") { contents = json.stringContents(value) }
            }
            if let contents, !contents.isEmpty { text = scalars.take(contents) }
        }
        if let reason, let word = json.stringContents(reason) { finish = FinishReason(word) }
    }
}

extension FinishReason {
    /// As providers name it.
    fileprivate init(_ word: UnsafeBufferPointer<UInt8>) {
        self =
            switch String(decoding: word, as: UTF8.self) {
            case "stop", "eos": .stop
            case "length": .length
            case "content_filter": .filtered
            default: .other
            }
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// Whether these are the bytes of that word.
    func spells(_ word: StaticString) -> Bool {
        word.withUTF8Buffer { count == $0.count && elementsEqual($0) }
    }
}

extension Usage {
    /// `prompt_tokens` and `completion_tokens`; nil when they are not there or make no sense.
    init?(provider bytes: UnsafeBufferPointer<UInt8>) {
        guard let json = try? JSON.parse(Array(bytes)), let input = json["prompt_tokens"]?.intValue,
            let output = json["completion_tokens"]?.intValue, (0...1_000_000_000).contains(input), (0...1_000_000_000).contains(output)
        else { return nil }
        self.init(input: Int(input), output: Int(output), isEstimated: false)
    }
}
