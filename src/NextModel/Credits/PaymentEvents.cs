using NextModel.Audit;
using NextModel.Errors;
using NextModel.Identity;

namespace NextModel.Credits;

/// <summary>Turns what a payment processor tells into what is to be posted: the difference to what has been. Called by one at a time.</summary>
internal sealed class PaymentEvents(ICreditStore store, TenancyDirectory directory, TimeProvider time)
{
    public async ValueTask<Result<CreditPosting>> PrepareAsync(PaymentEvent told, string address, CancellationToken cancellationToken)
    {
        var before = await store.FindPaymentAsync(told.Source, told.PaymentId, cancellationToken)
            ?? new Payment(told.Source, told.PaymentId, told.Currency);
        if (before.Currency != told.Currency)
        {
            return Refuse($"The payment {told.PaymentId} is in {before.Currency}, and this event says {told.Currency}.");
        }

        var after = before;
        if (told.OrganizationId is { } organizationId)
        {
            if (directory.FindOrganization(organizationId) is not { } organization)
            {
                return Refuse($"There is no organization '{organizationId}'. Put its id into the payment's metadata as nextmodel_organization.");
            }

            if (organization.Currency != told.Currency)
            {
                return Refuse($"The organization {organization.Id} keeps its credit in {organization.Currency}, and the payment is in {told.Currency}.");
            }

            after = after.Paid(organizationId, told.GrossNano, told.CreditNano);
        }

        after = told.Fact is { } fact ? after.With(fact) : after;
        var taken = after.DueNano;
        var transfers = new List<CreditTransfer>(2);
        if (before.OrganizationId is null && after.CreditNano > 0)
        {
            transfers.Add(Transfer(CreditTransferKind.TopUp, after.CreditNano, told.Source + ":" + told.Id));
        }

        if (taken != before.TakenNano)
        {
            transfers.Add(Transfer(KindOf(taken - before.TakenNano, after), before.TakenNano - taken, $"{told.Source}:{told.Id}:taken"));
        }

        return new CreditPosting
        {
            Transfers = transfers,
            Payment = after with { TakenNano = taken },
            Event = told,
            Audit = transfers.Count == 0
                ? null
                : new AuditDraft(
                    new AuditActor("payment_processor", told.Source) { Via = "webhook", Address = address },
                    "credit." + transfers[^1].Kind.Wire(), after.OrganizationId!, after.OrganizationId!, transfers[0].At)
                {
                    After = CreditFacts.Of(transfers[^1]),
                },
        };

        CreditTransfer Transfer(CreditTransferKind kind, long nano, string externalId)
        {
            var now = time.GetUtcNow();
            return new CreditTransfer
            {
                Id = Guid.CreateVersion7(now),
                OrganizationId = after.OrganizationId!,
                Kind = kind,
                Currency = told.Currency,
                At = now,
                Entries = CreditTransfer.Between(CreditAccountKind.Paid, null, CreditAccountKind.Clearing, nano),
                ExternalId = externalId,
                Payment = told.PaymentId,
                Actor = told.Source,
            };
        }

        CreditTransferKind KindOf(long more, Payment payment) => more < 0
            ? CreditTransferKind.Reversal
            : (told.Fact?.Kind ?? payment.Facts.Select(one => one.Kind).Max()) == PaymentFactKind.Refund ? CreditTransferKind.Refund : CreditTransferKind.Chargeback;
    }

    // Not noted: told again once the cause is mended, it counts.
    private static GatewayError Refuse(string message) => new(GatewayErrorCode.Conflict, message);
}
