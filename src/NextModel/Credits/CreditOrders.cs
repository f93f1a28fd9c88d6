using NextModel.Audit;
using NextModel.Billing;
using NextModel.Errors;
using NextModel.Identity;

namespace NextModel.Credits;

/// <summary>Turns what somebody asks for into the transfer to post. Called by one at a time.</summary>
internal sealed class CreditOrders(ICreditStore store, CreditAccounts accounts, TimeProvider time)
{
    /// <summary>The most a balance can be, in 10⁻⁹ units: storage keeps room above it.</summary>
    private const long MostNano = 4_000_000_000_000_000_000;

    private const string ReversalFact = "reversal";

    public async ValueTask<Result<CreditPlan>> PrepareAsync(
        AuditActor actor, Organization organization, CreditOrder order, CancellationToken cancellationToken)
    {
        if (order.ExternalId is { } externalId)
        {
            var found = await store.ListAsync(new CreditQuery(organization.Id, 1) { ExternalId = externalId }, cancellationToken);
            if (found is [var posted])
            {
                return IsFor(order, posted.Transfer)
                    ? new CreditPlan(null, null, posted)
                    : new GatewayError(
                        GatewayErrorCode.IdempotencyConflict,
                        $"The external id '{externalId}' belongs to {posted.Transfer.WireId}, a {posted.Transfer.Kind.Wire()} that differs from this one. "
                        + "Send another external id for another transfer.", "external_id");
            }
        }

        if (order.Nano > 0 && order.Kind is not (CreditTransferKind.Refund or CreditTransferKind.Chargeback)
            && order.Nano > MostNano - accounts.StateOf(organization.Id, organization.Currency).BalanceNano)
        {
            return Bad($"'amount' would make the balance more than {Money.FormatNanos(MostNano)}, which is as much as it can be.", "amount");
        }

        var draft = Draft(actor, organization, order);
        return order.Kind switch
        {
            CreditTransferKind.TopUp => TopUp(draft, order),
            CreditTransferKind.Refund or CreditTransferKind.Chargeback => await TakeBackAsync(draft, order, cancellationToken),
            CreditTransferKind.Promo => Plan(
                draft with
                {
                    Entries = CreditTransfer.Between(CreditAccountKind.Promo, draft.Id, CreditAccountKind.PromoExpense, order.Nano),
                    ExpiresAt = order.ExpiresAt,
                },
                actor),
            CreditTransferKind.Adjustment => Adjust(draft, order, actor),
            _ => await ReverseAsync(draft, order, actor, cancellationToken),
        };

        Result<CreditPlan> TopUp(CreditTransfer transfer, CreditOrder order) => Plan(
            transfer with
            {
                Entries = CreditTransfer.Between(CreditAccountKind.Paid, null, CreditAccountKind.Clearing, order.Nano),
                Payment = order.ExternalId,
            },
            actor,
            payment: new Payment(SourceOf(organization.Id), order.ExternalId!, organization.Currency).Paid(organization.Id, order.Nano, order.Nano));

        async ValueTask<Result<CreditPlan>> TakeBackAsync(CreditTransfer transfer, CreditOrder order, CancellationToken cancellationToken)
        {
            if (await store.FindPaymentAsync(SourceOf(organization.Id), order.Payment!, cancellationToken) is not { } payment)
            {
                return new GatewayError(
                    GatewayErrorCode.NotFound,
                    $"There is no top-up made by hand with the external id '{order.Payment}'. What a payment processor told of is refunded there.", "payment");
            }

            var kind = order.Kind == CreditTransferKind.Refund ? PaymentFactKind.Refund : PaymentFactKind.Chargeback;
            var after = payment.With(new PaymentFact(order.ExternalId!, kind, PaymentFactState.Done, order.Nano));
            if (after.TakenGross > payment.GrossNano)
            {
                return Conflict($"Of the payment '{payment.Id}' of {Money.FormatNanos(payment.GrossNano)}, {Money.FormatNanos(payment.GrossNano - payment.TakenNano)} is left to be taken back.", "amount");
            }

            return Plan(
                transfer with
                {
                    Entries = CreditTransfer.Between(CreditAccountKind.Paid, null, CreditAccountKind.Clearing, payment.TakenNano - after.DueNano),
                    Payment = payment.Id,
                },
                actor,
                payment: after with { TakenNano = after.DueNano });
        }
    }

    private Result<CreditPlan> Adjust(CreditTransfer draft, CreditOrder order, AuditActor actor)
    {
        var transfer = draft with { Entries = CreditTransfer.Between(CreditAccountKind.Paid, null, CreditAccountKind.Corrections, order.Nano) };
        return order.Nano > 0 ? Plan(transfer, actor) : Take(transfer, null, actor, null);
    }

    private async ValueTask<Result<CreditPlan>> ReverseAsync(
        CreditTransfer draft, CreditOrder order, AuditActor actor, CancellationToken cancellationToken)
    {
        var id = order.Reverses!.Value;
        var wanted = new CreditQuery(draft.OrganizationId, 1);
        if (await store.ListAsync(wanted with { Id = id }, cancellationToken) is not [{ Transfer: var undone }])
        {
            return new GatewayError(GatewayErrorCode.NotFound, $"The organization has no transfer '{CreditTransfer.ToWire(id)}'.", "transfer");
        }

        if (await store.ListAsync(wanted with { Reverses = id }, cancellationToken) is [{ Transfer: var before }])
        {
            return Conflict($"{undone.WireId} has been reversed already, by {before.WireId}.", "transfer");
        }

        Payment? payment = null;
        if (undone.Kind == CreditTransferKind.TopUp)
        {
            payment = await store.FindPaymentAsync(SourceOf(draft.OrganizationId), undone.Payment ?? "", cancellationToken);
            if (payment is not { TakenNano: 0 })
            {
                return Conflict(
                    payment is null
                        ? $"{undone.WireId} came from a payment processor: refund it there, and the credit follows."
                        : $"A part of {undone.WireId} has been taken back already: refund the rest.",
                    "transfer");
            }

            payment = payment.With(new PaymentFact(ReversalFact, PaymentFactKind.Refund, PaymentFactState.Done, payment.GrossNano));
            payment = payment with { TakenNano = payment.DueNano };
        }
        else if (undone.Kind is not (CreditTransferKind.Promo or CreditTransferKind.Adjustment))
        {
            return Conflict($"A {undone.Kind.Wire()} cannot be reversed: top-ups, promos and adjustments made by hand can.", "transfer");
        }

        var transfer = draft with
        {
            Entries = [.. undone.Entries.Select(entry => entry with { Nano = -entry.Nano })],
            Reverses = id,
            Payment = undone.Payment,
        };
        return transfer.AmountNano > 0
            ? Plan(transfer, actor)
            : Take(transfer, undone.Kind == CreditTransferKind.Promo ? undone.Id : null, actor, payment);
    }

    // What is taken must be there, and must be there still when it is written.
    private Result<CreditPlan> Take(CreditTransfer transfer, Guid? promo, AuditActor actor, Payment? payment) =>
        accounts.TryHold(transfer.OrganizationId, transfer.Currency, -transfer.AmountNano, promo) is { } hold
            ? Plan(transfer, actor, hold, payment)
            : Conflict(
                $"It takes {Money.FormatNanos(-transfer.AmountNano)}, and not so much is left of {(promo is null ? "what was paid" : "the promo")} that is not held for requests "
                + "in flight. Only a refund or chargeback may take more than there is.", "amount");

    private static Result<CreditPlan> Plan(CreditTransfer transfer, AuditActor actor, CreditHold? hold = null, Payment? payment = null) => new CreditPlan(
        new CreditPosting
        {
            Transfers = [transfer],
            Payment = payment,
            Audit = new AuditDraft(actor, "credit." + transfer.Kind.Wire(), transfer.OrganizationId, transfer.OrganizationId, transfer.At)
            {
                After = CreditFacts.Of(transfer),
            },
        },
        hold,
        null);

    private CreditTransfer Draft(AuditActor actor, Organization organization, CreditOrder order)
    {
        var now = time.GetUtcNow();
        return new CreditTransfer
        {
            Id = Guid.CreateVersion7(now),
            OrganizationId = organization.Id,
            Kind = order.Kind,
            Currency = organization.Currency,
            At = now,
            Entries = CreditTransfer.Between(CreditAccountKind.Paid, null, CreditAccountKind.Corrections, 0),
            ExternalId = order.ExternalId,
            Reason = order.Reason,
            Actor = actor.Id.Length > 0 ? actor.Id : actor.Kind,
        };
    }

    private static bool IsFor(CreditOrder order, CreditTransfer posted) =>
        posted.Kind == order.Kind && posted.Reverses == order.Reverses
        && posted.ExpiresAt?.ToUnixTimeMilliseconds() == order.ExpiresAt?.ToUnixTimeMilliseconds()
        && (order.Payment is null || posted.Payment == order.Payment)
        && order.Kind switch
        {
            CreditTransferKind.Reversal => true,
            CreditTransferKind.Refund or CreditTransferKind.Chargeback => posted.AmountNano == -order.Nano,
            _ => posted.AmountNano == order.Nano,
        };

    // Payments made by hand are of one organization, whatever they are called.
    private static string SourceOf(string organizationId) => "manual/" + organizationId;

    private static GatewayError Bad(string message, string param) => new(GatewayErrorCode.InvalidRequest, message, param);

    private static GatewayError Conflict(string message, string param) => new(GatewayErrorCode.Conflict, message, param);
}
