import Problems

extension ProblemKind {
    /// Only what a user wrote can be answered.
    public static let notAQuestion = ProblemKind("not_a_question", status: 409, "Only a message of yours can be answered.")
    /// The answer is whole, or is being written.
    public static let notContinuable = ProblemKind(
        "not_continuable", status: 409, "Only an answer that was stopped, interrupted or failed can be continued.")
    /// The key stands for another message already.
    static let idempotencyKeyReused = ProblemKind(
        "idempotency_key_reused", status: 422, "This Idempotency-Key was used for another message.")
    /// Another process has taken the writing of this answer over.
    static let runTakenOver = ProblemKind("run_taken_over", status: 409, "Another server goes on with this answer.", retryable: true)
}
