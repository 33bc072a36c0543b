import Problems

extension ProblemKind {
    /// What a browser hands out when it subscribes is not complete or not right.
    public static let subscriptionInvalid = ProblemKind(
        "subscription_invalid", status: 400, "This is no subscription that messages can be sent to.")
}
