import HTTPClient

/// Reads the base address of a provider in the forms in which people give it.
public enum ProviderAddress {
    /// The base address below which `chat/completions` and `models` lie; nil when the text is no `http` or `https` URL, or has a query, in
    /// which keys would be hiding.
    ///
    /// White space around it, a slash at the end, and the two known endings are taken off. A bare origin gets `/v1`.
    public static func normalised(_ text: String) -> WebAddress? {
        var text = text[...]
        while text.first?.isWhitespace == true { text = text.dropFirst() }
        while text.last?.isWhitespace == true { text = text.dropLast() }
        guard !text.contains("?") else { return nil }
        for ending in ["/", "/chat/completions", "/models", "/"] where text.hasSuffix(ending) { text = text.dropLast(ending.count) }
        while text.hasSuffix("/") { text = text.dropLast() }
        guard let address = WebAddress(String(text)) else { return nil }
        return address.target == "/" ? address.appending("v1") : address
    }
}
