using System.Diagnostics.CodeAnalysis;
using Dapper;
using Microsoft.Data.Sqlite;

namespace NextModel.Storage.Sqlite;

/// <summary>
/// Commits whatever waits together, so that many requests share one sync of the disk and none of them holds a thread while another
/// one's is under way. Whoever finds no commit under way leads the next one.
/// </summary>
internal sealed class SqliteGroupCommit(SqliteDatabase database) : IThreadPoolWorkItem
{
    private readonly Lock _lock = new();
    private List<Work> _waiting = [];
    private bool _isLed;

    /// <summary>Does the work in a transaction with others; its result when that is durable.</summary>
    /// <param name="work">Changes the database through the connection, and waits for nothing.</param>
    public Task<int> RunAsync(Func<SqliteConnection, int> work)
    {
        var waiting = new Work(work);
        bool leads;
        lock (_lock)
        {
            _waiting.Add(waiting);
            leads = !_isLed;
            _isLed = true;
        }

        if (leads)
        {
            Execute();
        }

        return waiting.Done.Task;
    }

    public void Execute()
    {
        List<Work> batch;
        lock (_lock)
        {
            batch = _waiting;
            _waiting = [];
        }

        Commit(batch);
        bool more;
        lock (_lock)
        {
            more = _isLed = _waiting.Count > 0;
        }

        if (more)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever it is, each of those who wait hears of it, and nobody waits for ever.")]
    private void Commit(List<Work> batch)
    {
        try
        {
            lock (database.Gate)
            {
                Write(batch);
            }
        }
        catch (Exception failure)
        {
            foreach (var work in batch)
            {
                work.Done.SetException(failure);
            }

            return;
        }

        foreach (var work in batch)
        {
            work.Done.SetResult(work.Result);
        }
    }

    private void Write(List<Work> batch)
    {
        var writer = database.Writer;
        writer.Execute("BEGIN IMMEDIATE");
        try
        {
            foreach (var work in batch)
            {
                work.Result = work.Change(writer);
            }

            writer.Execute("COMMIT");
        }
        catch
        {
            // After some failures SQLite has done so itself.
            if (SQLitePCL.raw.sqlite3_get_autocommit(writer.Handle) == 0)
            {
                writer.Execute("ROLLBACK");
            }

            throw;
        }
    }

    private sealed class Work(Func<SqliteConnection, int> change)
    {
        public Func<SqliteConnection, int> Change => change;

        public int Result { get; set; }

        public TaskCompletionSource<int> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
