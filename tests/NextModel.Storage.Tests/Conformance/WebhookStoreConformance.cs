using NextModel.Audit;
using NextModel.Testing;
using NextModel.Testing.Ledger;
using NextModel.Webhooks;

namespace NextModel.Storage.Tests.Conformance;

/// <summary>What every store must do about webhooks: give back what was put in, note an event once, and know what is due.</summary>
public abstract class WebhookStoreConformance : IDisposable
{
    private static readonly DateTimeOffset Now = SampleTenant.Day;

    private readonly TemporaryDirectory _directory = new();

    protected string Directory => _directory.Path;

    private static AuditDraft Audit { get; } = new(AuditActor.CommandLine, "webhook.change", "wh_1", "org_1", Now);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Opens the store, as at a process start. Disposing it closes everything.</summary>
    protected abstract IOpenWebhooks Open();

    public void Dispose()
    {
        _directory.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Load_WhatWasPut_IsTheSameAfterReopening()
    {
        var webhook = Webhook("wh_1");
        using (var opened = await OpenWithAsync(webhook, Webhook("wh_2")))
        {
            await opened.Webhooks.PutAsync(webhook with { Name = "other", Enabled = false, Version = 2, SealedSecret = [9] }, Audit, Cancellation);
            await opened.Webhooks.DeleteAsync(Webhook("wh_2"), Audit, Cancellation);
        }

        using var reopened = Open();
        var found = (await reopened.Webhooks.LoadAsync(Cancellation)).ShouldHaveSingleItem();

        (found.Name, found.Url, found.Enabled, found.Version, found.SecretLastFour, found.CreatedAt).ShouldBe(("other", webhook.Url, false, 2, "abcd", Now));
        found.SealedSecret.ShouldBe([9]);
    }

    [Fact]
    public async Task AddEvent_Twice_IsOneEventWithOneDeliveryForEachWebhook()
    {
        using (var opened = await OpenWithAsync(Webhook("wh_1"), Webhook("wh_2")))
        {
            (await opened.Webhooks.AddEventAsync(Event("evt_1"), ["wh_1", "wh_2", "wh_gone"], Cancellation)).ShouldBeTrue();
        }

        using var reopened = Open();
        (await reopened.Webhooks.AddEventAsync(Event("evt_1"), ["wh_1", "wh_2"], Cancellation)).ShouldBeFalse();

        var due = await reopened.Webhooks.DueAsync(Now, 10, Cancellation);
        due.Select(d => d.Delivery.WebhookId).ShouldBe(["wh_1", "wh_2"], ignoreOrder: true);
        due.ShouldAllBe(d => d.Delivery.EventId == "evt_1" && d.Delivery.EventType == "t" && d.Body == "{\"a\":1}" && d.Delivery.Attempts == 0);
    }

    [Fact]
    public async Task Due_SeveralOfAWebhook_IsTheOldestUntilItHasCome()
    {
        using var opened = await OpenWithAsync(Webhook("wh_1"), Webhook("wh_2") with { Enabled = false });
        await opened.Webhooks.AddEventAsync(Event("evt_1"), ["wh_1", "wh_2"], Cancellation);
        await opened.Webhooks.AddEventAsync(Event("evt_2"), ["wh_1"], Cancellation);
        (await opened.Webhooks.DueAsync(Now.AddSeconds(-1), 10, Cancellation)).ShouldBeEmpty();

        var first = (await opened.Webhooks.DueAsync(Now, 10, Cancellation)).ShouldHaveSingleItem().Delivery;
        first.EventId.ShouldBe("evt_1");
        await opened.Webhooks.SaveAsync(first.After(new WebhookAttempt(500, "status 500"), Now), Cancellation);
        var second = (await opened.Webhooks.DueAsync(Now, 10, Cancellation)).ShouldHaveSingleItem().Delivery;
        second.EventId.ShouldBe("evt_2");
        await opened.Webhooks.SaveAsync(second.After(new WebhookAttempt(204, null), Now), Cancellation);

        (await opened.Webhooks.DueAsync(Now, 10, Cancellation)).ShouldBeEmpty("one waits, one is done, and one webhook is switched off");
        (await opened.Webhooks.NextDueAsync(Cancellation)).ShouldBe(Now.AddSeconds(5));
        var listed = await opened.Webhooks.ListAsync("wh_1", null, null, 10, Cancellation);
        listed.Select(d => (d.EventId, d.State, d.Attempts, d.LastStatus, d.LastError)).ShouldBe(
            [("evt_2", DeliveryState.Delivered, 1, 204, null), ("evt_1", DeliveryState.Pending, 1, 500, "status 500")]);
        (await opened.Webhooks.ListAsync("wh_1", DeliveryState.Pending, null, 10, Cancellation)).ShouldHaveSingleItem().EventId.ShouldBe("evt_1");
        (await opened.Webhooks.ListAsync("wh_1", null, listed[0].Number, 10, Cancellation)).ShouldHaveSingleItem().EventId.ShouldBe("evt_1");
    }

    [Fact]
    public void After_EveryAttemptFails_IsGivenUpAfterThirteen()
    {
        var delivery = new WebhookDelivery(1, "wh_1", "evt_1", "t", Now) { State = DeliveryState.Pending };
        var (attempts, now) = (0, Now);
        while (delivery.State == DeliveryState.Pending)
        {
            delivery = delivery.After(new WebhookAttempt(null, "no answer"), now);
            now = delivery.NextAttemptAt ?? now;
            attempts++;
        }

        (attempts, delivery.State, delivery.NextAttemptAt).ShouldBe((13, DeliveryState.Failed, null));
        (now - Now).ShouldBeInRange(TimeSpan.FromDays(2), TimeSpan.FromDays(2.5));
    }

    private static Webhook Webhook(string id) => new(
        id, SampleTenant.Caller().Organization.Id, "name of " + id, new Uri("https://hooks.example.com/x?y=1"), [1, 2, 3], "abcd")
    {
        CreatedAt = Now,
    };

    private static WebhookEvent Event(string id) => new(id, SampleTenant.Caller().Organization.Id, "t", "{\"a\":1}", Now);

    private async Task<IOpenWebhooks> OpenWithAsync(params Webhook[] webhooks)
    {
        var opened = Open();
        await opened.AddAsync(SampleTenant.Caller().Organization);
        foreach (var webhook in webhooks)
        {
            await opened.Webhooks.PutAsync(webhook, Audit, Cancellation);
        }

        return opened;
    }
}
