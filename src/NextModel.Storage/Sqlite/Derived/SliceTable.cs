using Microsoft.Data.Sqlite;
using NextModel.Reporting;

namespace NextModel.Storage.Sqlite.Derived;

/// <summary>The numbers of slices and projects in <c>derived.db</c>. Written by the deriving thread, read by reports.</summary>
internal sealed class SliceTable : IDisposable
{
    private static readonly ReceiptSlice Blank = new()
    {
        OrganizationId = "",
        TeamId = "",
        ProjectId = "",
        KeyId = "",
        Environment = "",
        Workload = "",
        Operation = default,
        Stream = false,
        Sandbox = false,
        RequestedModel = "",
        EffectiveModel = "",
        SourceId = "",
        ServeMode = default,
        Outcome = default,
        UsageSource = default,
        Currency = "",
    };

    private readonly Lock _gate = new();
    private readonly Dictionary<ReceiptSlice, DerivedSlice> _slices = [];
    private readonly Dictionary<long, DerivedSlice> _byNumber = [];
    private readonly Dictionary<ReceiptSlice, long> _standing = [];
    private readonly Dictionary<string, long> _projects = new(StringComparer.Ordinal);
    private readonly SqliteConnection _writer;
    private readonly SqliteStatement _insertSlice;
    private readonly SqliteStatement _insertProject;

    public SliceTable(SqliteConnection writer)
    {
        _writer = writer;
        _insertSlice = new SqliteStatement(
            writer,
            $"INSERT INTO slices (number, per_project, per_model, {SliceColumns.Names}) VALUES ({string.Join(", ", Enumerable.Repeat("?", SliceColumns.Count + 3))})");
        _insertProject = new SqliteStatement(writer, "INSERT INTO projects (id) VALUES (?)");
        Reload();
    }

    /// <summary>Reads what the file holds; also after a transaction that was rolled back, whose numbers are void.</summary>
    public void Reload()
    {
        lock (_gate)
        {
            _slices.Clear();
            _byNumber.Clear();
            _standing.Clear();
            LoadNames("projects", _projects);
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
            var perProject = _standing.GetValueOrDefault(AsProject(slice), number);
            var perModel = _standing.GetValueOrDefault(AsModel(slice), number);
            _insertSlice.Bind(1, number);
            _insertSlice.Bind(2, perProject);
            _insertSlice.Bind(3, perModel);
            SliceColumns.Bind(_insertSlice, 4, slice);
            _insertSlice.Run();
            return Add(new DerivedSlice(
                slice, number, NumberOf(_projects, _insertProject, slice.ProjectId), perProject, perModel));
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

    /// <summary>Numbers of the slices that are meant.</summary>
    public IReadOnlyList<long> SliceNumbers(Predicate<ReceiptSlice> isMeant)
    {
        lock (_gate)
        {
            return [.. _byNumber.Values.Where(slice => isMeant(slice.Slice)).Select(slice => slice.Number)];
        }
    }

    /// <summary>Numbers of the scope's projects that have receipts.</summary>
    public IReadOnlyList<long> ProjectNumbers(ReceiptScope scope)
    {
        lock (_gate)
        {
            return scope.ProjectId is { } one
                ? _projects.TryGetValue(one, out var number) ? [number] : []
                : [.. _slices.Values.Where(slice => scope.Includes(slice.Slice.OrganizationId, slice.Slice.TeamId, slice.Slice.ProjectId)).Select(slice => slice.Project).Distinct()];
        }
    }

    public void Dispose()
    {
        _insertSlice.Dispose();
        _insertProject.Dispose();
    }

    private DerivedSlice Add(DerivedSlice slice)
    {
        _standing.TryAdd(AsProject(slice.Slice), slice.PerProject);
        _standing.TryAdd(AsModel(slice.Slice), slice.PerModel);
        _byNumber[slice.Number] = slice;
        return _slices[slice.Slice] = slice;
    }

    private void LoadSlices()
    {
        using var command = _writer.CreateCommand();
        command.CommandText = $"SELECT number, per_project, per_model, {SliceColumns.Names} FROM slices ORDER BY number";
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            var slice = SliceColumns.Read(rows, 3);
            Add(new DerivedSlice(slice, rows.GetInt64(0), _projects[slice.ProjectId], rows.GetInt64(1), rows.GetInt64(2)));
        }
    }

    // What is left of a slice at a coarser level: the rest is the same for all.
    private static ReceiptSlice AsProject(ReceiptSlice slice) => Blank with
    {
        OrganizationId = slice.OrganizationId,
        TeamId = slice.TeamId,
        ProjectId = slice.ProjectId,
        Sandbox = slice.Sandbox,
        Currency = slice.Currency,
    };

    private static ReceiptSlice AsModel(ReceiptSlice slice) => Blank with
    {
        OrganizationId = slice.OrganizationId,
        EffectiveModel = slice.EffectiveModel,
        SourceId = slice.SourceId,
        ServeMode = slice.ServeMode,
        Sandbox = slice.Sandbox,
        Currency = slice.Currency,
    };

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
