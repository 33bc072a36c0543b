import JSON

extension Problem {
    /// Writes the object that the socket and stored messages carry: `{code, message, retryable, request_id, field?}`.
    ///
    /// `requestID` names the request or the run in the server's log; nil writes `null`.
    public func write(into writer: inout JSONWriter, requestID: String?) {
        writer.object { writeFields(into: &$0, requestID: requestID) }
    }

    /// The body of an HTTP answer: the same object with `success: false` and the sentence once more as `error`.
    public func httpBody(requestID: String?) -> [UInt8] {
        JSONWriter.object {
            $0.field("success", false)
            $0.field("error", kind.sentence)
            writeFields(into: &$0, requestID: requestID)
        }
    }

    private func writeFields(into writer: inout JSONWriter, requestID: String?) {
        writer.field("code", kind.code)
        writer.field("message", kind.sentence)
        writer.field("retryable", kind.retryable)
        writer.field("request_id", requestID)
        if let field { writer.field("field", field) }
    }
}
