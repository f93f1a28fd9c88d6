using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using NextModel.Billing;
using NextModel.Caching;
using NextModel.Configuration;
using NextModel.Credentials;
using NextModel.Errors;
using NextModel.Identity;
using NextModel.Inference;
using NextModel.Ledger;
using NextModel.Limits;
using NextModel.Providers;
using NextModel.Providers.Objects;

namespace NextModel.Pipeline.Objects;

/// <summary>Writes the receipts of batches. Each has an id that follows from what it is for, so that it is written once, however often it is tried.</summary>
/// <param name="snapshots">The configuration in force.</param>
/// <param name="credentials">Where it is noted that an organization's own credential was used.</param>
/// <param name="budgets">What counts them.</param>
/// <param name="receipts">Finds those that are written.</param>
/// <param name="ledger">Where they become durable.</param>
/// <param name="telemetry">Where operators are told of them.</param>
public sealed class BatchBooks(
    SnapshotHolder snapshots, CredentialDirectory credentials, BudgetKeeper budgets, IReceiptIndex receipts, LedgerWriter ledger, RequestTelemetry telemetry)
{
    /// <summary>The id of the receipt for one share of a batch: the first 122 bits of a SHA-256, as a UUID of version 8 (RFC 9562 §5.8).</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="model">The source's name of the model.</param>
    /// <param name="inputAbove">The threshold of the price of long requests; null for any other price.</param>
    public static Guid IdOf(Batch batch, string model, long? inputAbove)
    {
        ArgumentNullException.ThrowIfNull(batch);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in (ReadOnlySpan<string>)["nextmodel.batch/1", batch.OrganizationId, batch.SourceId, batch.CredentialId ?? "", batch.Id, model])
        {
            var bytes = Encoding.UTF8.GetBytes(part);
            Append(bytes.Length);
            hash.AppendData(bytes);
        }

        Append(inputAbove ?? -1);
        Span<byte> id = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(id);
        id[6] = (byte)(0x80 | (id[6] & 0x0F));
        id[8] = (byte)(0x80 | (id[8] & 0x3F));
        return new Guid(id[..16], bigEndian: true);

        void Append(long number)
        {
            Span<byte> length = stackalloc byte[sizeof(long)];
            BinaryPrimitives.WriteInt64BigEndian(length, number);
            hash.AppendData(length);
        }
    }

    /// <summary>Writes the receipt of a share where it is not written yet; the refusal when it cannot be recorded.</summary>
    internal async ValueTask<GatewayError?> WriteAsync(Batch batch, BatchShare share, Caller caller, Digest output)
    {
        var id = IdOf(batch, share.Named, share.Price?.Condition?.InputAbove);
        if (await receipts.FindAsync(id, CancellationToken.None) is not null)
        {
            return null;
        }

        var entry = Open(id, batch, share, caller, output);
        var charge = EntryCharge.Of(entry, share.Price, entry.Usage, snapshots.Current);
        Note(entry, batch, charge);
        await ReserveAsync(entry, charge);
        var commit = await ledger.AppendAsync(entry);
        End(entry.Reservation, commit.IsDurable);
        if (!commit.IsDurable)
        {
            return commit.Error;
        }

        telemetry.Ended(entry, TimeSpan.Zero);
        return null;
    }

    private static LedgerEntry Open(Guid id, Batch batch, BatchShare share, Caller caller, Digest output)
    {
        var settled = Settlement.Completed(share.Usage);
        return new LedgerEntry
        {
            Id = id,
            StartedAt = batch.MadeAt,
            Caller = caller,
            Operation = Operation.Batches,
            Stream = false,
            Workload = caller.Key.Workload,
            RequestedModel = share.Named,
            EffectiveModel = share.Model?.Id ?? share.Named,
            ModelVersion = share.Model?.Version,
            Offer = share.Offer,
            ServiceTier = share.Price?.Condition?.ServiceTier,
            Outcome = RequestOutcome.Completed,
            Cache = new CacheFacts("bypass", "operation", null, false, null, null),
            ResponseHash = output,
            Usage = settled.Billed,
            ServedTokens = settled.ServedTokens,
            ConsumedTokens = settled.ConsumedTokens,
            BillableTokens = settled.BillableTokens,
        };
    }

    private void Note(LedgerEntry entry, Batch batch, Charge charge)
    {
        var served = new Attempt
        {
            Number = 1,
            Offer = entry.Offer!,
            StartedAt = batch.MadeAt,
            Outcome = AttemptOutcome.Ok,
            Status = 200,
            UpstreamResponseId = batch.Id,
            Usage = entry.Usage,
        };
        entry.Attempts.Add(served);
        if (charge.Price is not null)
        {
            EntryCharge.NoteCost(served, charge);
        }

        if (entry.Offer!.Source.CredentialId is { } own)
        {
            credentials.NoteUse(own, batch.MadeAt);
        }
    }

    // It is spent already. A budget that became hard after the batch was made is not exceeded: what does not fit the operator bears.
    private async ValueTask ReserveAsync(LedgerEntry entry, Charge charge)
    {
        entry.Charge = charge;
        if (budgets.ChainOf(entry.Caller, entry.EffectiveModel, entry.Workload, entry.Offer!.Source.Sandbox) is not { } chain)
        {
            return;
        }

        var nano = Money.ToNanos(charge.Amount);
        if (budgets.Leases is { } leases && chain.HasHard)
        {
            await leases.ExtendAsync(chain, nano, nano, CancellationToken.None);
        }

        var reservation = budgets.ReserveSpent(chain, nano);
        entry.Reservation = reservation;
        entry.Charge = reservation.IsHard ? charge.CappedAt(reservation.ReservedNano) : charge;
        reservation.SettledNano = Money.ToNanos(entry.Charge.Amount);
    }

    private void End(BudgetReservation? reservation, bool isDurable)
    {
        if (reservation is not null && isDurable)
        {
            budgets.Settle(reservation);
        }
        else if (reservation is not null)
        {
            budgets.Abandon(reservation, wasDispatched: false);
        }
    }
}
