import Identifiers

/// Decides what the entries of a stream mean to a reader of it: what is new, what was had before, and whether something is missing.
struct FollowedText: Sendable, Equatable {
    enum Effect: Equatable {
        case begin(TextEntry.Opening, text: [UInt8])
        case append([UInt8])
        case settle(String)
        /// Something is missing: the stream is to be read again from its beginning.
        case heal
        /// Something is missing there too, or cannot be read: the row will have it.
        case breakOff
    }

    private enum Phase: Equatable {
        case awaited
        case running
        case ended
    }

    /// What comes after this place is news.
    private(set) var position = Position.start
    private var have = 0
    private var phase = Phase.awaited

    init() {}

    /// What a look shows: everything that is there. A text that has ended already is none of the reader's: the row has it.
    mutating func look(_ stretch: TextStretch) -> [Effect] {
        let last = stretch.last
        if last.isEnd, phase != .running || last.generation == position.generation && last <= position {
            position = last
            phase = .ended
            return []
        }
        let effects = take(stretch)
        guard effects.last == .heal else { return effects }
        skip(to: last)
        phase = .ended
        return effects.dropLast() + [.breakOff]
    }

    /// What has come since, in order.
    mutating func take(_ stretch: TextStretch) -> [Effect] {
        var effects: [Effect] = []
        for placed in stretch.entries where placed.position.generation >= position.generation {
            if placed.position.generation > position.generation { skip(to: Position(generation: placed.position.generation, sequence: 0)) }
            if !add(placed.entry, to: &effects) { return effects + [.heal] }
            position = max(position, placed.position)
        }
        skip(to: stretch.last)
        return effects
    }

    /// Goes on behind a place. With a new generation the text begins anew.
    private mutating func skip(to place: Position) {
        if place.generation > position.generation {
            phase = .awaited
            have = 0
        }
        position = max(position, place)
    }

    /// False when bytes before it are missing.
    private mutating func add(_ entry: TextEntry, to effects: inout [Effect]) -> Bool {
        guard phase != .ended else { return true }
        switch entry.content {
        case .piece(let offset, let bytes):
            guard offset <= have, offset >= 0 else { return false }
            let news = Array(bytes.dropFirst(have - offset))
            guard !news.isEmpty else { return true }
            have += news.count
            if phase == .running {
                effects.grow(by: news)
            } else {
                phase = .running
                effects.append(.begin(entry.opening, text: news))
            }
        case .end(let length, let status):
            guard have >= length else { return false }
            if phase == .awaited { effects.append(.begin(entry.opening, text: [])) }
            phase = .ended
            effects.append(.settle(status))
        }
        return true
    }
}

extension [FollowedText.Effect] {
    /// Adds text to what is to be done last, so that many small entries are handed on as one.
    fileprivate mutating func grow(by bytes: [UInt8]) {
        switch last {
        case .append(let before): self[count - 1] = .append(before + bytes)
        case .begin(let opening, let before): self[count - 1] = .begin(opening, text: before + bytes)
        case .settle, .heal, .breakOff, nil: append(.append(bytes))
        }
    }
}
