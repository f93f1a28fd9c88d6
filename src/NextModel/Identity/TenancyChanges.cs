using NextModel.Audit;
using NextModel.Errors;

namespace NextModel.Identity;

/// <summary>One change at a time: what a change is checked against is still true when it is written.</summary>
public sealed class TenancyChanges(TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);

    public async ValueTask<Result<T>> RunAsync<T>(Func<ValueTask<Result<T>>> change, CancellationToken cancellationToken)
        where T : class
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            return await change();
        }
        catch (StaleChangeException)
        {
            return TenancyRules.ChangedMeanwhile;
        }
        catch (TakenChangeException)
        {
            return TenancyRules.TakenMeanwhile;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Takes up what another replica changed, between the changes of this one.</summary>
    public async ValueTask FollowAsync(Func<ValueTask> take, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(take);
        await _one.WaitAsync(cancellationToken);
        try
        {
            await take();
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    internal DateTimeOffset Now => time.GetUtcNow();

    internal string NewId(string prefix) => prefix + Guid.CreateVersion7(Now).ToString("N");

    internal AuditDraft Draft(AuditActor actor, string action, string target, string organization, string? before, string? after) =>
        new(actor, action, target, organization, Now) { Before = before, After = after };
}
