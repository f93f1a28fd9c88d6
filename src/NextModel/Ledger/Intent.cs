using System.Buffers.Binary;

namespace NextModel.Ledger;

/// <summary>
/// One slot of the intent file: version, length of the fields, their checksum, the fields. Version 0 is a free slot. Released versions
/// stay readable.
/// </summary>
internal static class Intent
{
    /// <summary>Bytes of a slot.</summary>
    public const int SlotSize = 1024;

    /// <summary>Bytes before the fields.</summary>
    public const int HeaderSize = 7;

    private const byte Version = IntentFields.WithCatalog;

    // Names longer than fit are cut: first to what nearly all fit in, then to what always does.
    private static readonly int[] MaxTexts = [SlotSize, 96, 40, 16, 8];

    public static void Write(LedgerEntry entry, ref ByteSink slot)
    {
        foreach (var maxText in MaxTexts)
        {
            slot.Clear();
            slot.Take(HeaderSize);
            IntentFields.Write(entry, maxText, ref slot);
            if (slot.Length <= SlotSize)
            {
                break;
            }
        }

        var fields = slot.Written[HeaderSize..];
        slot.Written[0] = Version;
        BinaryPrimitives.WriteUInt16LittleEndian(slot.Written[1..], (ushort)fields.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(slot.Written[3..], Checksum.Of(fields));
    }

    public static bool IsFree(ReadOnlySpan<byte> slot) => slot[0] == 0;

    /// <summary>The interrupted request of a taken slot; null when the slot is damaged.</summary>
    public static LedgerEntry? TryRead(ReadOnlySpan<byte> slot)
    {
        var length = BinaryPrimitives.ReadUInt16LittleEndian(slot[1..]);
        if (slot[0] is 0 or > Version || length > slot.Length - HeaderSize)
        {
            return null;
        }

        var fields = slot.Slice(HeaderSize, length);
        try
        {
            return Checksum.Of(fields) == BinaryPrimitives.ReadUInt32LittleEndian(slot[3..]) ? IntentFields.Read(fields, slot[0]) : null;
        }
        catch (Exception damaged) when (damaged is InvalidDataException or ArgumentException)
        {
            return null;
        }
    }
}
