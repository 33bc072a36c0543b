import JSON

/// Reads the answer to `GET /models`.
enum ModelList {
    static let bodyLimit = 8 << 20
    static let maximumCount = 2000

    /// The models that can be chatted with, each name once, in the provider's order.
    static func read(_ body: [UInt8]) throws(ProviderError) -> [ModelListing] {
        guard let json = try? JSON.parse(body), let entries = json["data"]?.arrayValue ?? json.arrayValue else { throw .nonsense }
        var known: Set<String> = []
        let listings = entries.compactMap(listing).filter { known.insert($0.name).inserted }
        return Array(listings.prefix(maximumCount))
    }

    private static func listing(_ entry: JSON) -> ModelListing? {
        guard let name = entry["id"]?.stringValue, !name.isEmpty, name.utf8.count <= ModelListing.maximumNameLength,
            name.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }), isForChat(name)
        else { return nil }
        // OpenRouter and Mistral, vLLM, llama.cpp.
        let told = entry["context_length"] ?? entry["max_context_length"] ?? entry["max_model_len"] ?? entry["meta"]?["n_ctx"]
        let context = told?.intValue.flatMap { (1...100_000_000).contains($0) ? Int($0) : nil }
        return ModelListing(name: name, context: context)
    }

    /// Lists name models of other abilities too, without saying so.
    private static func isForChat(_ name: String) -> Bool {
        let lower = name.lowercased()
        return !["embed", "whisper", "tts-", "-tts", "dall-e", "moderation", "transcribe", "gpt-image", "rerank"].contains {
            lower.contains($0)
        }
    }
}
