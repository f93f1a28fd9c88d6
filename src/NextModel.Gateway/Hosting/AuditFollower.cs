using System.Data.Common;
using Microsoft.Extensions.Logging;
using NextModel.Audit;
using NextModel.Telemetry;

namespace NextModel.Gateway.Hosting;

/// <summary>
/// Takes up what other replicas changed. The trail is the log of changes: every one has an entry, in the same transaction, so that whoever reads
/// on from where it was misses nothing. What is read again is how things stand now, and not what the entry says.
/// </summary>
/// <param name="audits">The trail.</param>
/// <param name="signal">Says when to look.</param>
/// <param name="follow">Reads again what a change was of.</param>
/// <param name="logger">Told what could not be followed.</param>
public sealed partial class AuditFollower(
    IAuditStore audits, IAuditSignal signal, Func<AuditedChange, CancellationToken, ValueTask> follow, ILogger<AuditFollower> logger)
{
    /// <summary>How long a change that nobody tells of can stay unseen.</summary>
    public static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    private const int AtOnce = 500;

    private long _last;
    private bool _isBehind;

    /// <summary>Begins after the newest entry there is: before what it tells of is loaded.</summary>
    public async ValueTask BeginAsync(CancellationToken cancellationToken) =>
        _last = (await audits.ListAsync(new AuditQuery(1), cancellationToken)) is [var newest] ? newest.Sequence : 0;

    /// <summary>Follows until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            await CatchUpAsync(stopping);
            await signal.WaitAsync(Poll, stopping);
        }
    }

    /// <summary>Follows what there is; what cannot be read now is followed the next time.</summary>
    public async ValueTask CatchUpAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var entries = await audits.ListAsync(new AuditQuery(AtOnce, OldestFirst: true) { After = _last }, cancellationToken);

                // Several changes of one object are followed once: what is read is how it stands now.
                foreach (var change in entries.Select(entry => entry.ReadChange()).DistinctBy(change => (change.Kind, change.Target)))
                {
                    await FollowAsync(change, cancellationToken);
                }

                _last = entries.Count > 0 ? entries[^1].Sequence : _last;
                _isBehind = false;
                if (entries.Count < AtOnce)
                {
                    return;
                }
            }
        }
        catch (DbException failure)
        {
            // Said once: without its database this replica serves nothing anyway.
            if (!_isBehind)
            {
                LogBehind(failure);
            }

            _isBehind = true;
        }
    }

    private async ValueTask FollowAsync(AuditedChange change, CancellationToken cancellationToken)
    {
        try
        {
            await follow(change, cancellationToken);
        }
#pragma warning disable CA1031 // One change that this version cannot take up must not keep it from the others.
        catch (Exception failure) when (failure is not (OperationCanceledException or DbException))
#pragma warning restore CA1031
        {
            LogNotFollowed(change.Action, change.Target, failure);
        }
    }

    [LoggerMessage(EventIds.ChangesNotFollowed, LogLevel.Warning, "What other replicas changed cannot be read; it is tried again every second")]
    private partial void LogBehind(Exception failure);

    [LoggerMessage(EventIds.ChangeNotFollowed, LogLevel.Error,
        "The change '{Action}' of {Target} through another replica could not be taken up here; what was in force stays. Start this replica again, with the version that wrote it")]
    private partial void LogNotFollowed(string action, string target, Exception failure);
}
