/// One `read` or `write` on its way to an engine's thread. Exactly one of `fail` and the closure that `perform` returns is called.
struct Request: Sendable {
    /// Runs the caller's body and returns what hands its result to the caller, to be called once that is certain.
    let perform: @Sendable (Connection) throws -> @Sendable () -> Void
    /// Hands an error to the caller.
    let fail: @Sendable (any Error) -> Void
    /// When the caller's patience with a lost server ends; nanoseconds of the monotonic clock.
    let deadline: UInt64

    /// Runs the body; an error of a statement that the body swallowed counts as the body's own.
    func run(on connection: Connection) throws -> @Sendable () -> Void {
        let deliver = try perform(connection)
        if let failure = connection.failure { throw failure }
        return deliver
    }
}
