namespace NextModel.Storage.Moving;

/// <summary>
/// One table of an installation as it is moved between the engines: column by column, by name. What both engines keep alike needs no more than its
/// name; the rest says where they differ.
/// </summary>
/// <param name="Name">The same in both.</param>
public sealed record MovedTable(string Name)
{
    public MovedFile File { get; init; }

    /// <summary>Columns in 10⁻⁹ units of money, whose sums are compared and shown.</summary>
    public IReadOnlyList<string> Amounts { get; init; } = [];

    /// <summary>The columns; null for those that the PostgreSQL table has.</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>Columns that are compared; null for all. Others are made from the rest again.</summary>
    public IReadOnlyList<string>? Compared { get; init; }

    /// <summary>Columns that only the PostgreSQL table has, and that begin with their defaults.</summary>
    public IReadOnlyList<string> PostgresOnly { get; init; } = [];

    /// <summary>The column of the PostgreSQL table that names the replica a row is of: rows that are moved in are of one that has ended.</summary>
    public string? PostgresReplica { get; init; }

    /// <summary>The column whose numbers PostgreSQL gives out: it goes on after those that are moved in.</summary>
    public string? PostgresIdentity { get; init; }

    /// <summary>What PostgreSQL reads instead of the table of that name.</summary>
    public string? PostgresFrom { get; init; }

    /// <summary>True where the schema itself begins with a row, which gives way.</summary>
    public bool ReplacesRow { get; init; }

    /// <summary>Columns that only the SQLite table has.</summary>
    public IReadOnlyList<string> SqliteOnly { get; init; } = [];

    /// <summary>Columns that SQLite does not keep but can tell.</summary>
    public IReadOnlyList<string> SqliteTold { get; init; } = [];

    /// <summary>What SQLite reads instead of the table of that name.</summary>
    public string? SqliteFrom { get; init; }

    /// <summary>What SQLite keeps as the number of a log, by name of the column: it is read and written as the log's id.</summary>
    public string? SqliteLogNumber { get; init; }

    /// <summary>The column in whose order rows are moved; null where it does not matter.</summary>
    public string? Order { get; init; }

    /// <summary>False for what only PostgreSQL keeps: it is made when an installation is moved there.</summary>
    public bool IsInSqlite { get; init; } = true;

    /// <summary>False for what only SQLite keeps.</summary>
    public bool IsInPostgres { get; init; } = true;
}
