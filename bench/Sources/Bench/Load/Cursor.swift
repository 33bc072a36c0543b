/// What a device knows: everything up to a version of its space.
struct Cursor: Equatable {
    let epoch: String
    let version: Int

    /// The one that a `welcome` names.
    init?(_ welcome: Frame) {
        guard let epoch = Scan.string(after: #""epoch":""#, in: welcome.bytes),
            let version = Scan.number(after: #""version":"#, in: welcome.bytes)
        else { return nil }
        self.epoch = String(decoding: epoch, as: UTF8.self)
        self.version = version
    }
}
