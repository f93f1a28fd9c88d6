using Microsoft.Data.Sqlite;
using NextModel.Reporting;

namespace NextModel.Storage.Sqlite.Derived;

/// <summary>The numbers of slices, projects and keys in <c>derived.db</c>. Written by the deriving thread, read by reports.</summary>
internal sealed class SliceTable : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ReceiptSlice, DerivedSlice> _slices = [];
    private readonly Dictionary<long, DerivedSlice> _byNumber = [];
    private readonly Dictionary<(string Organization, string Project, bool Sandbox, string Currency), long> _totals = [];
    private readonly Dictionary<string, long> _projects = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _keys = new(StringComparer.Ordinal);
    private readonly SqliteConnection _writer;
    private readonly SqliteStatement _insertSlice;
    private readonly SqliteStatement _insertProject;
    private readonly SqliteStatement _insertKey;

    public SliceTable(SqliteConnection writer)
    {
        _writer = writer;
        _insertSlice = new SqliteStatement(
            writer,
            $"INSERT INTO slices (number, total, {SliceColumns.Names}) VALUES ({string.Join(", ", Enumerable.Repeat("?", SliceColumns.Count + 2))})");
        _insertProject = new SqliteStatement(writer, "INSERT INTO projects (id) VALUES (?)");
        _insertKey = new SqliteStatement(writer, "INSERT INTO keys (id) VALUES (?)");
        Reload();
    }

    /// <summary>Reads what the file holds; also after a transaction that was rolled back, whose numbers are void.</summary>
    public void Reload()
    {
        lock (_gate)
        {
            _slices.Clear();
            _byNumber.Clear();
            _totals.Clear();
            LoadNames("projects", _projects);
            LoadNames("keys", _keys);
            LoadSlices();
        }
    }

    /// <summary>The slice with its numbers; inserts it in the open transaction when it is new.</summary>
    public DerivedSlice Get(ReceiptSlice slice)
    {
        lock (_gate)
        {
            if (_slices.TryGetValue(slice, out var known))
            {
                return known;
            }

            var number = _slices.Count + 1L;
            var total = _totals.GetValueOrDefault(TotalOf(slice), number);
            _insertSlice.Bind(1, number);
            _insertSlice.Bind(2, total);
            SliceColumns.Bind(_insertSlice, 3, slice);
            _insertSlice.Run();
            return Add(new DerivedSlice(
                slice, number, total, NumberOf(_projects, _insertProject, slice.ProjectId), NumberOf(_keys, _insertKey, slice.KeyId)));
        }
    }

    /// <summary>The slice with this number, which some row of the file names.</summary>
    public DerivedSlice this[long number]
    {
        get
        {
            lock (_gate)
            {
                return _byNumber[number];
            }
        }
    }

    /// <summary>Number of a key; 0 when it has no receipts yet.</summary>
    public long KeyNumber(string keyId)
    {
        lock (_gate)
        {
            return _keys.GetValueOrDefault(keyId);
        }
    }

    /// <summary>Numbers of the scope's projects that have receipts.</summary>
    public IReadOnlyList<long> ProjectNumbers(ReceiptScope scope)
    {
        lock (_gate)
        {
            return scope.ProjectId is { } one
                ? _projects.TryGetValue(one, out var number) ? [number] : []
                : [.. _slices.Values.Where(slice => slice.Slice.OrganizationId == scope.OrganizationId).Select(slice => slice.Project).Distinct()];
        }
    }

    public void Dispose()
    {
        _insertSlice.Dispose();
        _insertProject.Dispose();
        _insertKey.Dispose();
    }

    private DerivedSlice Add(DerivedSlice slice)
    {
        _totals.TryAdd(TotalOf(slice.Slice), slice.Total);
        _byNumber[slice.Number] = slice;
        return _slices[slice.Slice] = slice;
    }

    private void LoadSlices()
    {
        using var command = _writer.CreateCommand();
        command.CommandText = $"SELECT number, total, {SliceColumns.Names} FROM slices ORDER BY number";
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            var slice = SliceColumns.Read(rows, 2);
            Add(new DerivedSlice(slice, rows.GetInt64(0), rows.GetInt64(1), _projects[slice.ProjectId], _keys[slice.KeyId]));
        }
    }

    private static (string Organization, string Project, bool Sandbox, string Currency) TotalOf(ReceiptSlice slice) =>
        (slice.OrganizationId, slice.ProjectId, slice.Sandbox, slice.Currency);

    private static long NumberOf(Dictionary<string, long> known, SqliteStatement insert, string id)
    {
        if (!known.TryGetValue(id, out var number))
        {
            insert.Bind(1, id);
            insert.Run();
            known[id] = number = insert.LastRowId;
        }

        return number;
    }

    private void LoadNames(string table, Dictionary<string, long> names)
    {
        names.Clear();
        using var command = _writer.CreateCommand();
        command.CommandText = $"SELECT id, number FROM {table}";
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            names[rows.GetString(0)] = rows.GetInt64(1);
        }
    }
}
