namespace NextModel.Storage.Sqlite;

/// <summary>How one database file is kept.</summary>
/// <param name="Migrations">Folder of its migrations under <c>Sqlite</c>: <c>Main</c>, <c>Derived</c>, <c>Cache</c>, <c>Idempotency</c>, <c>Responses</c>.</param>
/// <param name="Synchronous">True for <c>synchronous=FULL</c>: a commit survives power loss. False for <c>NORMAL</c>: the newest may be lost.</param>
/// <param name="CheckpointPages">WAL pages after which the writer moves them into the file. Measured best: 4,000 (docs/adr/0006).</param>
/// <param name="PageBytes">Bytes of a page; of a file that is there already its own.</param>
public sealed record SqliteSettings(string Migrations, bool Synchronous, int CheckpointPages = 4000, int PageBytes = 4096)
{
    /// <summary>
    /// True for a file that can give pages back to the file system while it is in use, a few at a time. Decided when it is made; one that
    /// is there already stays as it is.
    /// </summary>
    public bool GivesSpaceBack { get; init; }

    /// <summary><c>nextmodel.db</c>: ledger and tenancy; never to be lost.</summary>
    public static SqliteSettings Main { get; } = new("Main", Synchronous: true) { GivesSpaceBack = true };

    /// <summary><c>derived.db</c>: indexes and sums; rebuilt when lost.</summary>
    public static SqliteSettings Derived { get; } = new("Derived", Synchronous: false);

    /// <summary><c>cache.db</c>: stored answers; a lost one is a miss.</summary>
    /// <remarks>Rows are long and only added at the end, so that larger pages are fewer system calls for the same bytes: four for each page.</remarks>
    public static SqliteSettings Cache { get; } = new("Cache", Synchronous: false, CheckpointPages: 1000, PageBytes: 16 * 1024);

    /// <summary><c>idempotency.db</c>: keys of the last 24 hours; a lost one may be charged twice.</summary>
    public static SqliteSettings Idempotency { get; } = new("Idempotency", Synchronous: true);

    /// <summary><c>responses.db</c>: responses that are kept for their callers; the newest may be lost at power loss.</summary>
    public static SqliteSettings Responses { get; } = new("Responses", Synchronous: false, CheckpointPages: 1000, PageBytes: 16 * 1024);
}
