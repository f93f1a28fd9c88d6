using NextModel.Caching;
using NextModel.Secrets;

namespace NextModel.Ledger;

/// <summary>
/// How an organization's receipts show hashes: as HMAC-SHA-256 under its secret, because the bare hash of a short prompt can be guessed
/// (contract: whoever has the secret can prove what was asked, nobody else can find it out).
/// </summary>
internal sealed class ReceiptDigests(byte[] secret)
{
    private const int Slots = 1024;

    private readonly KeyedHash _keyed = new(secret);
    private readonly Repeat?[] _repeats = new Repeat?[Slots];

    /// <summary>Writes the 32 bytes that stand for <paramref name="hash"/>.</summary>
    /// <param name="hash">What is shown.</param>
    /// <param name="repeats">True where the same hash is likely to come again soon, as on replays: the result is kept.</param>
    /// <param name="shown">Takes the result.</param>
    public void Write(in Digest hash, bool repeats, Span<byte> shown)
    {
        if (!repeats)
        {
            Compute(hash, shown);
            return;
        }

        ref var slot = ref _repeats[(uint)hash.GetHashCode() % Slots];
        if (slot is not { } known || known.Hash != hash)
        {
            Compute(hash, shown);
            slot = new Repeat(hash, Digest.FromBytes(shown[..Digest.Size]));
            return;
        }

        known.Shown.CopyTo(shown);
    }

    private void Compute(in Digest hash, Span<byte> shown)
    {
        Span<byte> plain = stackalloc byte[Digest.Size];
        hash.CopyTo(plain);
        _keyed.Compute(plain, shown);
    }

    // An object, so that threads that meet on a slot see one pair or the other, never a mixture.
    private sealed record Repeat(Digest Hash, Digest Shown);
}
