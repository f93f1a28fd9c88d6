using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using NextModel.Audit;
using NextModel.Json;
using NextModel.Ledger;

namespace NextModel.Reporting;

/// <summary>Share links: made and revoked by whoever may read the receipt, opened by whoever has the link.</summary>
public sealed class ReceiptShares(ReceiptReader receipts, ReceiptProofs proofs, IReceiptShareStore store, TimeProvider time)
{
    /// <summary>The shortest life of a link.</summary>
    public static readonly TimeSpan Least = TimeSpan.FromMinutes(1);

    /// <summary>The longest.</summary>
    public static readonly TimeSpan Most = TimeSpan.FromDays(90);

    /// <summary>What it is unless asked for.</summary>
    public static readonly TimeSpan Usual = TimeSpan.FromDays(7);

    private const string Prefix = "nm_share_";
    private const int SecretSize = 32;

    private static readonly JsonLimits Limits = new(16, 20_000, Strict: true);

    /// <summary>Makes a link; null when there is no such receipt in the scope. The secret is given once and never again.</summary>
    /// <param name="by">Who, for the audit trail.</param>
    /// <param name="receiptId">The receipt.</param>
    /// <param name="scope">What they may read; null for all organizations.</param>
    /// <param name="lifetime">From <see cref="Least"/> to <see cref="Most"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<(ReceiptShare Share, string Secret)?> CreateAsync(
        AuditActor by, Guid receiptId, ReceiptScope? scope, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lifetime, Least);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lifetime, Most);
        if (await receipts.FindAsync(receiptId, scope, cancellationToken) is not { } receipt)
        {
            return null;
        }

        var now = time.GetUtcNow();
        var share = new ReceiptShare
        {
            Id = Guid.CreateVersion7(now),
            ReceiptId = receiptId,
            Scope = ScopeOf(receipt),
            CreatedAt = now,
            ExpiresAt = now + lifetime,
        };
        var secret = Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretSize));
        await store.AddAsync(
            share,
            Hash(secret),
            new AuditDraft(by, "receipt.share", ReceiptIds.ReceiptId(receiptId), share.Scope.OrganizationId, now)
            {
                After = $$"""{"expires_at":"{{share.ExpiresAt:O}}","id":"{{ReceiptShare.Spell(share.Id)}}"}""",
            },
            cancellationToken);
        return (share, secret);
    }

    /// <summary>Links of a receipt that still lead somewhere; null when there is no such receipt in the scope.</summary>
    public async ValueTask<IReadOnlyList<ReceiptShare>?> ListAsync(Guid receiptId, ReceiptScope? scope, CancellationToken cancellationToken)
    {
        if (await receipts.FindAsync(receiptId, scope, cancellationToken) is null)
        {
            return null;
        }

        var now = time.GetUtcNow();
        return [.. (await store.ListAsync(receiptId, cancellationToken)).Where(share => share.ExpiresAt > now && IsIn(scope, share))];
    }

    /// <summary>Ends a link; false when there is none in the scope.</summary>
    public async ValueTask<bool> RevokeAsync(
        AuditActor by, Guid receiptId, Guid shareId, ReceiptScope? scope, CancellationToken cancellationToken) =>
        (await store.ListAsync(receiptId, cancellationToken)).FirstOrDefault(share => share.Id == shareId && IsIn(scope, share)) is { } share
        && await store.RemoveAsync(
            shareId,
            new AuditDraft(by, "receipt.unshare", ReceiptIds.ReceiptId(receiptId), share.Scope.OrganizationId, time.GetUtcNow())
            {
                Before = $$"""{"expires_at":"{{share.ExpiresAt:O}}","id":"{{ReceiptShare.Spell(share.Id)}}"}""",
            },
            cancellationToken);

    /// <summary>
    /// What a link shows: the receipt with its proof, or the receipt alone while no checkpoint has it. Null for a link that never was, has
    /// ended or was revoked: which of them is not told.
    /// </summary>
    public async ValueTask<byte[]?> OpenAsync(string secret, CancellationToken cancellationToken) =>
        secret.StartsWith(Prefix, StringComparison.Ordinal) && secret.Length < 128
        && await store.FindAsync(Hash(secret), cancellationToken) is { } share && share.ExpiresAt > time.GetUtcNow()
            ? (await proofs.FindAsync(share.ReceiptId, share.Scope, cancellationToken))?.Document
            : null;

    private static bool IsIn(ReceiptScope? scope, ReceiptShare share) =>
        scope is null || scope.Includes(share.Scope.OrganizationId, share.Scope.TeamId ?? "", share.Scope.ProjectId ?? "");

    // 256 random bits need no slow hash.
    private static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    private static ReceiptScope ScopeOf(byte[] receipt)
    {
        var tape = JsonTape.Rent();
        try
        {
            return tape.TryParse(receipt, Limits, out _) && tape.Root["organization"u8].GetString() is { } organization
                ? new ReceiptScope(organization, tape.Root["project"u8].GetString()) { TeamId = tape.Root["team"u8].GetString() }
                : throw new InvalidDataException("A stored receipt names no organization: the ledger was changed or damaged.");
        }
        finally
        {
            tape.Return();
        }
    }
}
