using Microsoft.Data.Sqlite;

namespace NextModel.Storage.Sqlite;

/// <summary>A read-only connection on loan.</summary>
public readonly struct SqliteReaderLease : IDisposable, IEquatable<SqliteReaderLease>
{
    private readonly SqliteDatabase _owner;

    internal SqliteReaderLease(SqliteDatabase owner, SqliteConnection connection)
    {
        _owner = owner;
        Connection = connection;
    }

    public SqliteConnection Connection { get; }

    public void Dispose() => _owner.Return(Connection);

    public bool Equals(SqliteReaderLease other) => ReferenceEquals(Connection, other.Connection);

    public override bool Equals(object? obj) => obj is SqliteReaderLease other && Equals(other);

    public override int GetHashCode() => Connection.GetHashCode();

    public static bool operator ==(SqliteReaderLease left, SqliteReaderLease right) => left.Equals(right);

    public static bool operator !=(SqliteReaderLease left, SqliteReaderLease right) => !left.Equals(right);
}
