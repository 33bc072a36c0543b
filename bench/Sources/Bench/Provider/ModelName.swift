/// What a model of the stand-in does, told by its name: `pace-50-tokens-200` says 200 tokens at 50 tokens a second, the first at once;
/// `pace-0-tokens-5` says all five at once.
struct ModelName: Hashable {
    let tokensPerSecond: Int
    let tokens: Int

    var text: String { "pace-\(tokensPerSecond)-tokens-\(tokens)" }

    /// As mutations name it, when the stand-in is the environment's provider.
    var id: String { "env/" + text }

    init(tokensPerSecond: Int, tokens: Int) {
        self.tokensPerSecond = tokensPerSecond
        self.tokens = tokens
    }

    init?(_ text: String) {
        let parts = text.split(separator: "-")
        guard parts.count == 4, parts[0] == "pace", parts[2] == "tokens", let pace = Int(parts[1]), let tokens = Int(parts[3]) else {
            return nil
        }
        self.init(tokensPerSecond: pace, tokens: tokens)
    }

    /// Answers of ten tokens, for the time to the first.
    static let short = ModelName(tokensPerSecond: 50, tokens: 10)
    /// Answers of 22 seconds.
    static let long = ModelName(tokensPerSecond: 50, tokens: 1_100)
    /// Answers that are whole at once.
    static let instant = ModelName(tokensPerSecond: 0, tokens: 5)
    /// What the stand-in lists.
    static let all = [short, long, ModelName(tokensPerSecond: 50, tokens: 200), instant]
}
