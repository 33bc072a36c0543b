/// An answer as it is being written. One reader, once.
///
/// The order is texts, one `usage`, one `finished`, the end. An answer that ends in any other way throws: `interrupted` when the provider
/// went away in the middle of it. Cancelling the reading task, or letting the sequence go, ends the request at the provider at once.
public struct GenerationEvents: AsyncSequence, Sendable {
    /// An event.
    public typealias Element = GenerationEvent
    /// What ends it early.
    public typealias Failure = ProviderError

    private let makeSource: @Sendable () -> any GenerationSource

    /// A sequence over what `makeSource` makes, which is called once, for the reader.
    public init(_ makeSource: @escaping @Sendable () -> any GenerationSource) {
        self.makeSource = makeSource
    }

    /// Reads the events.
    public struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate var source: any GenerationSource

        /// The next event, nil after the last.
        public mutating func next() async throws(ProviderError) -> GenerationEvent? {
            try await source.next()
        }

        /// The same; which actor calls does not matter.
        public mutating func next(isolation actor: isolated (any Actor)?) async throws(ProviderError) -> GenerationEvent? {
            try await source.next()
        }
    }

    /// The reader.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(source: makeSource())
    }
}

/// Where the events of one answer come from: a provider's adapter implements it.
public protocol GenerationSource: Sendable {
    /// The next event, nil after `finished`.
    mutating func next() async throws(ProviderError) -> GenerationEvent?
}
