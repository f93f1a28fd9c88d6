using System.Text;

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

    /// <summary>Bytes that may be missing.</summary>
    public byte[]? Optional()
    {
        var size = Number();
        return size == 0 ? null : Bytes((int)Math.Min(size - 1, int.MaxValue)).ToArray();
    }

    public string? Text() => Optional() is { } bytes ? Encoding.UTF8.GetString(bytes) : null;

    private static InvalidDataException Damaged() => new("An intent is shorter than its fields.");
}
