import Testing

@testable import Models

@Suite("Addresses of providers")
struct ProviderAddressTests {
    @Test(
        "every common form leads to the same base",
        arguments: [
            ("http://a:11434", "http://a:11434/v1"), ("http://a:11434/", "http://a:11434/v1"), ("http://a:11434/v1", "http://a:11434/v1"),
            ("http://a:11434/v1/", "http://a:11434/v1"), (" https://api.openai.com/v1/chat/completions\n", "https://api.openai.com/v1"),
            ("https://api.openai.com/v1/models", "https://api.openai.com/v1"), ("https://a/v1beta/openai/", "https://a/v1beta/openai"),
            ("https://openrouter.ai/api/v1//", "https://openrouter.ai/api/v1"),
        ])
    func forms(text: String, base: String) {
        #expect(ProviderAddress.normalised(text)?.text == base)
    }

    @Test(
        "what would hide a secret, or is no http address, is refused",
        arguments: ["", "api.openai.com", "ftp://a", "http://key@a/v1", "http://a/v1?key=x", "http://a/#x", "http://", "/v1"])
    func refused(text: String) {
        #expect(ProviderAddress.normalised(text) == nil)
    }
}
