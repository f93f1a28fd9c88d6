using Microsoft.Extensions.Logging;
using NextModel.Secrets;
using NextModel.Telemetry;

namespace NextModel.Webhooks;

/// <summary>Sends what is due, one delivery at a time to each webhook, and tries again what failed, also after a restart.</summary>
public sealed partial class WebhookDispatcher(
    IWebhookStore store, WebhookBook book, WebhookSender sender, DataKeyRing dataKeys, TimeProvider time, ILogger<WebhookDispatcher> logger)
{
    private const int AtOnce = 16;
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(10);

    private volatile TaskCompletionSource _woken = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>How long nothing is looked for when nobody says that there is something: where other replicas note events, moments.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromHours(1);

    /// <summary>There may be something to send.</summary>
    public void Wake() => _woken.TrySetResult();

    /// <summary>Sends an event that tests a webhook, once and now; says what became of it.</summary>
    public async ValueTask<(string EventId, WebhookAttempt Attempt)> TestAsync(Webhook webhook, CancellationToken cancellationToken)
    {
        var test = TestEvent.Of(webhook, time.GetUtcNow());
        return (test.Id, await AttemptAsync(webhook, test.Id, test.Body, cancellationToken));
    }

    public async Task RunAsync(CancellationToken stopping)
    {
        while (true)
        {
            stopping.ThrowIfCancellationRequested();
            var woken = _woken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            TimeSpan wait;
            try
            {
                var due = await store.DueAsync(time.GetUtcNow(), AtOnce, stopping);
                if (due.Count > 0)
                {
                    await Task.WhenAll(due.Select(one => DeliverAsync(one, stopping)));
                    continue;
                }

                wait = await store.NextDueAsync(stopping) is { } next ? next - time.GetUtcNow() : Longest;
            }
#pragma warning disable CA1031 // Whatever one delivery or the store failed of, the others go on.
            catch (Exception failure) when (failure is not OperationCanceledException)
#pragma warning restore CA1031
            {
                LogStoreFailed(failure);
                wait = AfterFailure;
            }

            await WaitAsync(woken.Task, wait, stopping);
        }
    }

    private async Task DeliverAsync(DueDelivery due, CancellationToken stopping)
    {
        if (book.Find(due.Delivery.WebhookId) is not { } webhook)
        {
            return;
        }

        var attempt = await AttemptAsync(webhook, due.Delivery.EventId, due.Body, stopping);

        // It was sent: that is noted even at the end, or it would be sent again.
        await store.SaveAsync(due.Delivery.After(attempt, time.GetUtcNow()), CancellationToken.None);
    }

    private async ValueTask<WebhookAttempt> AttemptAsync(Webhook webhook, string eventId, string body, CancellationToken cancellationToken) =>
        WebhookSecret.Open(webhook, dataKeys) is { } secret
            ? await sender.SendAsync(webhook.Url, secret, eventId, body, cancellationToken)
            : new WebhookAttempt(null, "its secret cannot be opened: set a new one");

    private async Task WaitAsync(Task woken, TimeSpan wait, CancellationToken stopping)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var delay = Task.Delay(wait < TimeSpan.Zero ? TimeSpan.Zero : wait > Longest ? Longest : wait, time, enough.Token);
        await Task.WhenAny(woken, delay);
        await enough.CancelAsync();
    }

    [LoggerMessage(EventIds.WebhookStoreFailed, LogLevel.Error, "Deliveries of webhooks could not be read or saved; tried again shortly")]
    private partial void LogStoreFailed(Exception failure);
}
