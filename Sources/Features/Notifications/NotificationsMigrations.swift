import Database

/// The tables of notifications, in the order in which they are made.
public enum NotificationsMigrations {
    /// Every step, oldest first.
    public static var all: [Migration] {
        [Migration(feature: "notifications", file: "0001_notifications", content: PackageResources._001_notifications_sql)]
    }
}
