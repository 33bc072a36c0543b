import Database

/// The tables of chats, in the order in which they are made.
public enum ChatsMigrations {
    /// Every step, oldest first. They come after those of spaces.
    public static var all: [Migration] {
        [
            Migration(feature: "chats", file: "0001_chats", content: PackageResources._001_chats_sql),
            Migration(feature: "chats", file: "0002_drafts", content: PackageResources._002_drafts_sql),
            Migration(feature: "chats", file: "0003_folders", content: PackageResources._003_folders_sql),
            Migration(feature: "chats", file: "0004_sequence", content: PackageResources._004_sequence_sql),
        ]
    }
}
