using NextModel.Audit;
using NextModel.Errors;
using NextModel.Identity;

namespace NextModel.Credits;

/// <summary>
/// Changes of credit but for charges, which the ledger posts with their receipts: one at a time, to the store first, then to what requests
/// ask.
/// </summary>
public sealed class CreditBook(ICreditStore store, CreditAccounts accounts, TenancyDirectory directory, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly CreditOrders _orders = new(store, accounts, time);
    private readonly PaymentEvents _payments = new(store, directory, time);

    /// <summary>Takes up what was kept, at the start of a process; where replicas share it, what all of them made of it, at any time.</summary>
    public async ValueTask LoadAsync(CancellationToken cancellationToken) => accounts.Restore(await store.LoadAsync(cancellationToken));

    /// <summary>Posts a transfer that somebody asks for; asked for again under the same external id, it is the one that was posted.</summary>
    public ValueTask<Result<PostedTransfer>> PostAsync(
        AuditActor actor, Organization organization, CreditOrder order, CancellationToken cancellationToken) =>
        RunAsync<PostedTransfer>(
            async () =>
            {
                var prepared = await _orders.PrepareAsync(actor, organization, order, cancellationToken);
                if (!prepared.TryGet(out var plan, out var refusal))
                {
                    return refusal;
                }

                if (plan.Posted is { } posted)
                {
                    return posted;
                }

                try
                {
                    await PostAsync(plan.Posting!, plan.Hold, cancellationToken);
                }
                catch (CreditHeldException held)
                {
                    return new GatewayError(GatewayErrorCode.Conflict, held.Message + " Only a refund or chargeback may take more than there is.", "amount");
                }

                var id = plan.Posting!.Transfers[^1].Id;
                return (await store.ListAsync(new CreditQuery(organization.Id, 1) { Id = id }, cancellationToken))[0];
            },
            cancellationToken);

    /// <summary>Says whether an organization's requests need credit. Those in flight end as they began.</summary>
    /// <param name="actor">Who says so.</param>
    /// <param name="organization">Whose requests.</param>
    /// <param name="version">The version that is changed; null for whatever it is now.</param>
    /// <param name="isEnforced">True refuses what the credit does not cover.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public ValueTask<Result<CreditState>> EnforceAsync(
        AuditActor actor, Organization organization, long? version, bool isEnforced, CancellationToken cancellationToken) =>
        RunAsync<CreditState>(
            async () =>
            {
                ArgumentNullException.ThrowIfNull(organization);
                var state = accounts.StateOf(organization.Id, organization.Currency);
                if (version is { } expected && expected != state.Version)
                {
                    return new GatewayError(
                        GatewayErrorCode.PreconditionFailed,
                        $"The setting was changed by somebody else: it has version {state.Version}, and If-Match says {expected}. Get it again.", "if-match");
                }

                var setting = new CreditSetting(organization.Id, isEnforced, state.Version + 1);
                await store.PostAsync(
                    new CreditPosting
                    {
                        Setting = setting,
                        Audit = new AuditDraft(actor, "credit.enforce", organization.Id, organization.Id, time.GetUtcNow())
                        {
                            Before = CreditFacts.Of(state.IsEnforced),
                            After = CreditFacts.Of(isEnforced),
                        },
                    },
                    cancellationToken);
                accounts.Enforce(setting, organization.Currency);
                return accounts.StateOf(organization.Id, organization.Currency);
            },
            cancellationToken);

    /// <summary>Books what a payment processor told; told again, nothing happens.</summary>
    public ValueTask<Result<PaymentResult>> ProcessAsync(PaymentEvent told, string address, CancellationToken cancellationToken) =>
        RunAsync<PaymentResult>(
            async () =>
            {
                ArgumentNullException.ThrowIfNull(told);
                if (await store.HasEventAsync(told.Source, told.Id, cancellationToken))
                {
                    return PaymentResult.Duplicate;
                }

                var prepared = await _payments.PrepareAsync(told, address, cancellationToken);
                if (!prepared.TryGet(out var posting, out var refusal))
                {
                    return refusal;
                }

                await PostAsync(posting, null, cancellationToken);
                return posting.Transfers.Count > 0
                    ? PaymentResult.Posted
                    : posting.Payment!.OrganizationId is null ? PaymentResult.Waiting : PaymentResult.Unchanged;
            },
            cancellationToken);

    /// <summary>Posts what has ended of promos.</summary>
    public async ValueTask ExpireAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            var now = time.GetUtcNow();
            foreach (var (account, promo, nano) in accounts.Ended())
            {
                var transfer = new CreditTransfer
                {
                    Id = Guid.CreateVersion7(now),
                    OrganizationId = account.OrganizationId,
                    Kind = CreditTransferKind.Expiry,
                    Currency = account.Currency,
                    At = now,
                    Entries = CreditTransfer.Between(CreditAccountKind.Promo, promo, CreditAccountKind.PromoExpense, -nano),
                };
                await PostAsync(new CreditPosting { Transfers = [transfer] }, null, cancellationToken);
            }
        }
        catch (CreditHeldException)
        {
            // Another replica was first, or requests in flight need it: what is left ends later.
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Where an organization's credit stands.</summary>
    public CreditState StateOf(Organization organization)
    {
        ArgumentNullException.ThrowIfNull(organization);
        return accounts.StateOf(organization.Id, organization.Currency);
    }

    public ValueTask<IReadOnlyList<PostedTransfer>> ListAsync(CreditQuery query, CancellationToken cancellationToken) =>
        store.ListAsync(query, cancellationToken);

    /// <summary>Adds everything up again; see <see cref="ICreditStore.CheckAsync"/>.</summary>
    public ValueTask<IReadOnlyList<string>> CheckAsync(CancellationToken cancellationToken) => store.CheckAsync(cancellationToken);

    public void Dispose() => _one.Dispose();

    private async ValueTask PostAsync(CreditPosting posting, CreditHold? hold, CancellationToken cancellationToken)
    {
        try
        {
            await store.PostAsync(posting, cancellationToken);
        }
        catch when (hold is not null)
        {
            accounts.Release(hold);
            throw;
        }

        foreach (var transfer in posting.Transfers)
        {
            accounts.Apply(transfer, hold);
        }

        if (accounts.IsLeased)
        {
            await LoadAsync(cancellationToken);
        }
    }

    private async ValueTask<Result<T>> RunAsync<T>(Func<ValueTask<Result<T>>> change, CancellationToken cancellationToken)
        where T : class
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            return await change();
        }
        finally
        {
            _one.Release();
        }
    }
}
