import Chats
import Models

/// Chooses what of a conversation a model is shown when all of it does not fit: the newest turns.
///
/// Tokens are estimated from bytes, on the careful side: English takes about four bytes a token, code and other scripts fewer.
struct HistoryWindow {
    /// Bytes that are counted as one token.
    static let bytesPerToken = 3
    /// Tokens that a turn takes besides its text: its role and its marks.
    static let tokensPerTurn = 8
    /// Tokens kept free for the answer in a model of unknown or ample context.
    static let answerTokens = 1_024

    /// The most tokens of a conversation that are read at all.
    static let mostTokens = 4 << 20

    /// The model's context, in tokens; nil when it is not known, and then nothing is left out.
    let context: Int?

    /// How far back what is shown can reach.
    var reach: BranchLimit {
        let tokens = min(context ?? .max, Self.mostTokens)
        return BranchLimit(messages: min(tokens / Self.tokensPerTurn, 20_000), bytes: tokens * Self.bytesPerToken)
    }

    /// The newest turns that fit, oldest first. The last turn is always among them, and the first of them is never an answer without its
    /// question, which some models refuse.
    func turns(_ all: [ChatTurn]) -> [ChatTurn] {
        guard let context, let last = all.last else { return all }
        let budget = context - min(Self.answerTokens, context / 3)
        var used = Self.tokens(last)
        var start = all.count - 1
        while start > 0 {
            let cost = Self.tokens(all[start - 1])
            if used + cost > budget { break }
            used += cost
            start -= 1
        }
        while start < all.count - 1, all[start].role == .assistant { start += 1 }
        return Array(all[start...])
    }

    private static func tokens(_ turn: ChatTurn) -> Int {
        turn.text.utf8.count / bytesPerToken + tokensPerTurn
    }
}
