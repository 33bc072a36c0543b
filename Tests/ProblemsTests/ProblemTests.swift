import JSON
import Problems
import Testing

@Suite struct ProblemTests {
    private struct Unmapped: Error {}

    @Test func hasOneFormOnSocketsAndInRows() throws {
        var writer = JSONWriter()
        Problem(.missingField, field: "text").write(into: &writer, requestID: "r1")
        #expect(
            try JSON.parse(writer.bytes) == [
                "code": "missing_field", "message": "A field is missing.", "retryable": false, "request_id": "r1", "field": "text",
            ])
    }

    @Test func addsSuccessAndErrorOverHTTP() throws {
        let body = try JSON.parse(Problem(.overloaded).httpBody(requestID: nil))
        #expect(
            body == [
                "success": false, "error": "The server is busy; please try again shortly.", "code": "overloaded",
                "message": "The server is busy; please try again shortly.", "retryable": true, "request_id": nil,
            ])
    }

    @Test func mapsErrorsOfBodies() {
        #expect(Problem(JSONError(reason: .tooDeep, offset: 3)) == Problem(.invalidJSON))
        #expect(Problem(JSONFieldError.missing("a")) == Problem(.missingField, field: "a"))
        #expect(Problem(JSONFieldError.unknown("a")) == Problem(.unknownField, field: "a"))
        #expect(Problem(JSONFieldError.tooLong("a", max: 1)) == Problem(.fieldTooLong, field: "a"))
        #expect(Problem(JSONFieldError.invalid("a.b")) == Problem(.invalidField, field: "a.b"))
        #expect(Problem(JSONFieldError.wrongType("", expected: "an object")) == Problem(.wrongType))
    }

    @Test func mapsProblemsToThemselvesAndTheRestToInternal() {
        #expect(Problem(Problem(.notFound) as any Error) == Problem(.notFound))
        #expect(Problem(Unmapped()) == Problem(.internal))
        #expect(Problem(CancellationError()) == Problem(.internal))
    }
}
