using NextModel.Reporting;

namespace NextModel.Storage.Sqlite.Derived;

/// <summary>
/// Walks a selection in the order of completion: down the index of each project, some rows at a time, merged. Between the steps nothing is
/// held open, so whoever reads slowly keeps nobody waiting.
/// </summary>
internal sealed class SelectedReceipts(DerivedFile derived, ReceiptSelection selection)
{
    private const int Step = 1024;

    private readonly Dictionary<long, bool> _meant = [];

    public IEnumerable<ReceiptCursor> Read()
    {
        var projects = new PriorityQueue<Project, ReceiptCursor>();
        var scope = selection.Filter.ProjectId is { } only && selection.Scope.ProjectId is null ? selection.Scope with { ProjectId = only } : selection.Scope;
        foreach (var number in derived.Slices.ProjectNumbers(scope))
        {
            Enqueue(new Project(number, selection.After ?? new ReceiptCursor(selection.From.ToUnixTimeMilliseconds(), 0)));
        }

        while (projects.TryDequeue(out var project, out var place))
        {
            yield return place;
            Enqueue(project);
        }

        void Enqueue(Project project)
        {
            while (project.Ahead.Count == 0 && !project.IsDone)
            {
                ReadOn(project);
            }

            if (project.Ahead.TryDequeue(out var next))
            {
                projects.Enqueue(project, next);
            }
        }
    }

    private void ReadOn(Project project)
    {
        using var reader = derived.RentReader();
        using var rows = new SqliteStatement(
            reader.Connection,
            """
            SELECT completed_at, position, slice FROM by_project
            WHERE project = ? AND (completed_at, position) > (?, ?) AND completed_at < ? ORDER BY completed_at, position LIMIT ?
            """);
        rows.Bind(1, project.Number);
        rows.Bind(2, project.Last.CompletedAt);
        rows.Bind(3, project.Last.Position);
        rows.Bind(4, selection.To.ToUnixTimeMilliseconds());
        rows.Bind(5, Step);
        var count = 0;
        while (rows.Step())
        {
            count++;
            project.Last = new ReceiptCursor(rows.GetInt64(0), rows.GetInt64(1));
            if (project.Last.Position <= selection.Position && IsMeant(rows.GetInt64(2)))
            {
                project.Ahead.Enqueue(project.Last);
            }
        }

        project.IsDone = count < Step;
    }

    private bool IsMeant(long slice)
    {
        if (!_meant.TryGetValue(slice, out var isMeant))
        {
            _meant[slice] = isMeant = selection.Includes(derived.Slices[slice].Slice);
        }

        return isMeant;
    }

    private sealed class Project(long number, ReceiptCursor last)
    {
        public long Number => number;

        public Queue<ReceiptCursor> Ahead { get; } = new();

        public ReceiptCursor Last { get; set; } = last;

        public bool IsDone { get; set; }
    }
}
