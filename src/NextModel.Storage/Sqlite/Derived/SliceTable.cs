using Microsoft.Data.Sqlite;
using NextModel.Reporting;
using NextModel.Storage.Ledger;

namespace NextModel.Storage.Sqlite.Derived;

/// <summary>The numbers of slices and projects in <c>derived.db</c>. Written by the deriving thread, read by reports.</summary>
internal sealed class SliceTable : IDisposable
{
    private const string Standing = "per_project, per_model, per_key, per_organization";

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
    private readonly Dictionary<(SumLevel Level, ReceiptSlice Slice), long> _standing = [];
    private readonly Dictionary<string, long> _organizations = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _projects = new(StringComparer.Ordinal);
    private readonly SqliteConnection _writer;
    private readonly SqliteStatement _insertSlice;
    private readonly SqliteStatement _insertProject;

    public SliceTable(SqliteConnection writer)
    {
        _writer = writer;
        _insertSlice = new SqliteStatement(
            writer,
            $"INSERT INTO slices (number, {Standing}, {SliceColumns.Names}) VALUES ({string.Join(", ", Enumerable.Repeat("?", SliceColumns.Count + 5))})");
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
            _organizations.Clear();
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
            var perProject = _standing.GetValueOrDefault((SumLevel.Project, AsProject(slice)), number);
            var perModel = _standing.GetValueOrDefault((SumLevel.Model, AsModel(slice)), number);
            var perKey = _standing.GetValueOrDefault((SumLevel.Key, AsKey(slice)), number);
            var perOrganization = _organizations.GetValueOrDefault(slice.OrganizationId, number);
            _insertSlice.Bind(1, number);
            _insertSlice.Bind(2, perProject);
            _insertSlice.Bind(3, perModel);
            _insertSlice.Bind(4, perKey);
            _insertSlice.Bind(5, perOrganization);
            Bind(_insertSlice, 6, slice);
            _insertSlice.Run();
            return Add(new DerivedSlice(
                slice, number, NumberOf(_projects, _insertProject, slice.ProjectId), perProject, perModel, perKey, perOrganization));
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

    /// <summary>
    /// Whose sums of a level are asked for, by the number they are kept under: projects, or the organization where they are kept for all of
    /// it. Null where so many are meant that reading everybody's is cheaper than looking for each.
    /// </summary>
    public IReadOnlyList<long>? Owners(SumLevel level, ReceiptScope scope)
    {
        lock (_gate)
        {
            if (level == SumLevel.Model)
            {
                return _organizations.TryGetValue(scope.OrganizationId, out var organization) ? [organization] : [];
            }

            var projects = ProjectNumbers(scope);
            return 2 * projects.Count > _projects.Count && projects.Count > 1 ? null : projects;
        }
    }

    public void Dispose()
    {
        _insertSlice.Dispose();
        _insertProject.Dispose();
    }

    private DerivedSlice Add(DerivedSlice slice)
    {
        _standing.TryAdd((SumLevel.Project, AsProject(slice.Slice)), slice.PerProject);
        _standing.TryAdd((SumLevel.Model, AsModel(slice.Slice)), slice.PerModel);
        _standing.TryAdd((SumLevel.Key, AsKey(slice.Slice)), slice.PerKey);
        _organizations.TryAdd(slice.Slice.OrganizationId, slice.PerOrganization);
        _byNumber[slice.Number] = slice;
        return _slices[slice.Slice] = slice;
    }

    private void LoadSlices()
    {
        using var command = _writer.CreateCommand();
        command.CommandText = $"SELECT number, {Standing}, {SliceColumns.Names} FROM slices ORDER BY number";
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            var slice = SliceColumns.Read(rows, 5);
            Add(new DerivedSlice(slice, rows.GetInt64(0), _projects[slice.ProjectId], rows.GetInt64(1), rows.GetInt64(2), rows.GetInt64(3), rows.GetInt64(4)));
        }
    }

    // What is left of a slice at a coarser level: the rest is the same for all.
    private static ReceiptSlice AsProject(ReceiptSlice slice) => Blank with
    {
        OrganizationId = slice.OrganizationId,
        TeamId = slice.TeamId,
        ProjectId = slice.ProjectId,
        ServeMode = slice.ServeMode,
        Outcome = slice.Outcome,
        Sandbox = slice.Sandbox,
        Currency = slice.Currency,
    };

    private static ReceiptSlice AsModel(ReceiptSlice slice) => Blank with
    {
        OrganizationId = slice.OrganizationId,
        EffectiveModel = slice.EffectiveModel,
        SourceId = slice.SourceId,
        ServeMode = slice.ServeMode,
        Outcome = slice.Outcome,
        Sandbox = slice.Sandbox,
        Currency = slice.Currency,
    };

    private static ReceiptSlice AsKey(ReceiptSlice slice) => AsProject(slice) with { KeyId = slice.KeyId, Environment = slice.Environment, Workload = slice.Workload };

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

    private static void Bind(SqliteStatement statement, int first, ReceiptSlice slice)
    {
        statement.Bind(first, slice.OrganizationId);
        statement.Bind(first + 1, slice.TeamId);
        statement.Bind(first + 2, slice.ProjectId);
        statement.Bind(first + 3, slice.KeyId);
        statement.Bind(first + 4, slice.Environment);
        statement.Bind(first + 5, slice.Workload);
        statement.Bind(first + 6, (int)slice.Operation);
        statement.Bind(first + 7, slice.Stream ? 1 : 0);
        statement.Bind(first + 8, slice.Sandbox ? 1 : 0);
        statement.Bind(first + 9, slice.RequestedModel);
        statement.Bind(first + 10, slice.EffectiveModel);
        statement.Bind(first + 11, slice.SourceId);
        statement.Bind(first + 12, (int)slice.ServeMode);
        statement.Bind(first + 13, (int)slice.Outcome);
        statement.Bind(first + 14, (int)slice.UsageSource);
        statement.Bind(first + 15, slice.Currency);
    }
}
