import Testing

@testable import Models

@Suite("Lists of models")
struct ModelListTests {
    @Test("names and contexts are found in the forms of the common servers")
    func forms() throws {
        let list = try ModelList.read(
            Array(
                #"""
                {"object":"list","models":[{"name":"other"}],"data":[{"id":"a","context_length":100},{"id":"b","max_model_len":200},
                 {"id":"c","meta":{"n_ctx":300}},{"id":"d"},{"id":"a"},{"id":""},{"id":5},{},null,
                 {"id":"text-embedding-3"},{"id":"whisper-1"},
                 {"id":"x\u0007"},{"id":"e","context_length":-1}]}
                """#.utf8))
        #expect(
            list == [
                ModelListing(name: "a", context: 100), ModelListing(name: "b", context: 200), ModelListing(name: "c", context: 300),
                ModelListing(name: "d"), ModelListing(name: "e"),
            ])
    }

    @Test("what is no list is nonsense", arguments: ["", "{}", "<html>", #"{"data":{}}"#, "null"])
    func nonsense(body: String) {
        #expect(throws: ProviderError.nonsense) { try ModelList.read(Array(body.utf8)) }
    }

    @Test("a list is bounded")
    func bounded() throws {
        let entries = (0..<5000).map { #"{"id":"m\#($0)"}"# }.joined(separator: ",")
        #expect(try ModelList.read(Array("[\(entries)]".utf8)).count == ModelList.maximumCount)
    }
}
