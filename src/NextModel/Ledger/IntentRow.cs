namespace NextModel.Ledger;

/// <summary>An intent as bytes, for stores that keep it as a row.</summary>
public static class IntentRow
{
    /// <summary>At most 1,024 bytes: names longer than fit are cut.</summary>
    public static byte[] Write(LedgerEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var sink = new ByteSink(Intent.SlotSize);
        Intent.Write(entry, ref sink);
        return sink.Written.ToArray();
    }

    /// <summary>The interrupted request; null when the bytes are damaged.</summary>
    public static LedgerEntry? TryRead(ReadOnlySpan<byte> row) => row.Length < Intent.HeaderSize ? null : Intent.TryRead(row);
}
