using System.Text;
using NextModel.Caching;

namespace NextModel.Ledger;

/// <summary>Reads the fields of an intent, one after the other.</summary>
internal ref struct IntentReader(ReadOnlySpan<byte> fields)
{
    private ReadOnlySpan<byte> _rest = fields;

    public long Number() => VariableNumber.TryRead(ref _rest, out var number) ? number : throw Damaged();

    public ReadOnlySpan<byte> Bytes(int count)
    {
        if (count < 0 || count > _rest.Length)
        {
            throw Damaged();
        }

        var bytes = _rest[..count];
        _rest = _rest[count..];
        return bytes;
    }

    /// <summary>A digest, or null where there was none.</summary>
    public Digest? Digest() => Number() switch
    {
        0 => null,
        Caching.Digest.Size + 1 => Caching.Digest.FromBytes(Bytes(Caching.Digest.Size)),
        _ => throw Damaged(),
    };

    /// <summary>A text, or null where there was none.</summary>
    public string? Text()
    {
        var size = Number();
        return size == 0 ? null : Encoding.UTF8.GetString(Bytes((int)Math.Min(size - 1, int.MaxValue)));
    }

    private static InvalidDataException Damaged() => new("An intent is shorter than its fields.");
}
