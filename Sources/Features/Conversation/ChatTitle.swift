/// What a new chat is called until someone names it: the beginning of its first message.
enum ChatTitle {
    /// The longest title that is made, in characters.
    static let limit = 60

    /// The first line with words in it, cut at a word's end, with an ellipsis where something was left out.
    static func from(_ text: String) -> String {
        let line = text.split(whereSeparator: \.isNewline).first { line in !line.allSatisfy(\.isWhitespace) } ?? ""
        let words = line.drop { $0.isWhitespace || $0 == "#" || $0 == ">" }.split(whereSeparator: \.isWhitespace)
        var title = ""
        for word in words {
            if title.count + word.count + 1 > limit { return closed(title.isEmpty ? String(word.prefix(limit - 1)) : title) }
            title += title.isEmpty ? String(word) : " " + word
        }
        return title.isEmpty ? "New chat" : title
    }

    private static func closed(_ title: String) -> String { title + "…" }
}
