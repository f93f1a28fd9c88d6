using Microsoft.Extensions.Logging;
using NextModel.Identity;
using NextModel.Limits;
using NextModel.Telemetry;

namespace NextModel.Webhooks;

/// <summary>
/// Makes events of budgets that reach their thresholds: one for each window and threshold, whatever happens. What a budget has counted is
/// durable before a crossing is heard of, so what a dead process did not get to note is found again at the next start.
/// </summary>
public sealed partial class BudgetNotices(
    BudgetKeeper budgets, ILimitStore limits, IWebhookStore store, WebhookBook book, WebhookDispatcher dispatcher, TenancyDirectory directory,
    TimeProvider time, ILogger<BudgetNotices> logger)
{
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(5);

    /// <summary>Notes what was reached and never noted; at the start of a process, before anything can change.</summary>
    public async ValueTask SweepAsync(CancellationToken cancellationToken)
    {
        foreach (var budget in budgets.States().Select(s => s.Budget).Where(b => b.Thresholds.Percents.Count > 0))
        {
            // Windows that had ended before the limit or the thresholds became what they are were judged by others.
            var calendar = BudgetCalendar.Find(budget.TimeZone, budget.Period)!;
            var first = calendar.WindowAt(budget.ThresholdsSince).Key;
            foreach (var count in await limits.ReadCountsAsync(budget.Id, first, cancellationToken))
            {
                var window = calendar.WindowAt(DateTimeOffset.FromUnixTimeSeconds(count.WindowStart));
                await NoteAsync(new BudgetCrossing(budget, window, count.SettledNano + count.UnknownNano), cancellationToken);
            }
        }
    }

    /// <summary>Notes what is reached from now on.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        await foreach (var crossing in budgets.Crossings.ReadAllAsync(stopping))
        {
            while (!await TryNoteAsync(crossing, stopping))
            {
                await Task.Delay(AfterFailure, time, stopping);
            }
        }
    }

    private async ValueTask<bool> TryNoteAsync(BudgetCrossing crossing, CancellationToken cancellationToken)
    {
        try
        {
            await NoteAsync(crossing, cancellationToken);
            return true;
        }
#pragma warning disable CA1031 // Whatever the store failed of, what was reached must be noted.
        catch (Exception failure) when (failure is not OperationCanceledException)
#pragma warning restore CA1031
        {
            LogNotNoted(failure, crossing.Budget.WireId);
            return false;
        }
    }

    private async ValueTask NoteAsync(BudgetCrossing crossing, CancellationToken cancellationToken)
    {
        var budget = crossing.Budget;
        if (directory.FindOrganization(budget.OrganizationId) is not { } organization)
        {
            return;
        }

        var targets = book.All.Where(w => w.OrganizationId == organization.Id).Select(w => w.Id).Order(StringComparer.Ordinal).ToList();
        foreach (var percent in budget.Thresholds.ReachedBy(crossing.UsedNano, budget.LimitNano))
        {
            if (await store.AddEventAsync(ThresholdEvent.Of(crossing, percent, organization, time.GetUtcNow()), targets, cancellationToken))
            {
                dispatcher.Wake();
            }
        }
    }

    [LoggerMessage(EventIds.NoticeNotSaved, LogLevel.Error, "Budget {Budget} has reached a threshold and that could not be noted; tried again shortly")]
    private partial void LogNotNoted(Exception failure, string budget);
}
