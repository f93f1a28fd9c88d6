namespace NextModel.Reporting.Reconciliation;

/// <summary>Attempts, rows and pairs as bytes of a spill file, which no other process reads.</summary>
internal static class SpillCodec
{
    public static void Write(BinaryWriter to, ExpectedAttempt attempt)
    {
        to.Write(attempt.Receipt);
        to.Write7BitEncodedInt(attempt.Number);
        to.Write(attempt.Order);
        to.Write(attempt.Model);
        WriteText(to, attempt.Key);
        WriteTokens(to, attempt.Tokens);
        to.Write(attempt.Start);
        to.Write(attempt.End);
        to.Write((byte)attempt.Outcome);
        to.Write(attempt.CountedByProvider);
        WriteMoney(to, attempt.Cost);
        to.Write(attempt.Currency);
        WriteText(to, attempt.ResponseId);
        WriteText(to, attempt.RequestId);
        WriteNumber(to, attempt.MaxOutput);
        to.Write(attempt.Sibling is not null);
        if (attempt.Sibling is { } sibling)
        {
            WriteTokens(to, sibling);
        }
    }

    public static ExpectedAttempt ReadAttempt(BinaryReader from) => new()
    {
        Receipt = from.ReadString(),
        Number = from.Read7BitEncodedInt(),
        Order = from.ReadInt64(),
        Model = from.ReadString(),
        Key = ReadText(from),
        Tokens = ReadTokens(from),
        Start = from.ReadInt64(),
        End = from.ReadInt64(),
        Outcome = (AttemptEnd)from.ReadByte(),
        CountedByProvider = from.ReadBoolean(),
        Cost = ReadMoney(from),
        Currency = from.ReadString(),
        ResponseId = ReadText(from),
        RequestId = ReadText(from),
        MaxOutput = ReadNumber(from),
        Sibling = from.ReadBoolean() ? ReadTokens(from) : null,
    };

    public static void Write(BinaryWriter to, ProviderRow row)
    {
        to.Write((byte)row.Kind);
        to.Write7BitEncodedInt(row.File);
        to.Write(row.Line);
        to.Write(row.Start);
        to.Write(row.End);
        to.Write(row.Id);
        WriteText(to, row.Model);
        WriteText(to, row.Key);
        WriteTokens(to, row.Tokens);
        to.Write((byte)row.Grouping);
        WriteNumber(to, row.Requests);
        WriteMoney(to, row.Cost);
        WriteText(to, row.Currency);
        to.Write((ulong)(row.Identity >> 64));
        to.Write((ulong)row.Identity);
    }

    public static ProviderRow ReadRow(BinaryReader from) => new()
    {
        Kind = (ProviderRowKind)from.ReadByte(),
        File = from.Read7BitEncodedInt(),
        Line = from.ReadInt64(),
        Start = from.ReadInt64(),
        End = from.ReadInt64(),
        Id = from.ReadString(),
        Model = ReadText(from),
        Key = ReadText(from),
        Tokens = ReadTokens(from),
        Grouping = (TokenGrouping)from.ReadByte(),
        Requests = ReadNumber(from),
        Cost = ReadMoney(from),
        Currency = ReadText(from),
        Identity = new UInt128(from.ReadUInt64(), from.ReadUInt64()),
    };

    public static void Write(BinaryWriter to, CallPair pair)
    {
        Write(to, pair.Attempt);
        to.Write(pair.Row is not null);
        if (pair.Row is { } row)
        {
            Write(to, row);
        }

        to.Write(pair.ByTime);
    }

    public static CallPair ReadPair(BinaryReader from) =>
        new(ReadAttempt(from), from.ReadBoolean() ? ReadRow(from) : null, from.ReadBoolean());

    private static void WriteText(BinaryWriter to, string? text)
    {
        to.Write(text is not null);
        if (text is not null)
        {
            to.Write(text);
        }
    }

    private static string? ReadText(BinaryReader from) => from.ReadBoolean() ? from.ReadString() : null;

    private static void WriteNumber(BinaryWriter to, long? number)
    {
        to.Write(number is not null);
        if (number is { } known)
        {
            to.Write(known);
        }
    }

    private static long? ReadNumber(BinaryReader from) => from.ReadBoolean() ? from.ReadInt64() : null;

    private static void WriteMoney(BinaryWriter to, decimal? money)
    {
        to.Write(money is not null);
        if (money is { } known)
        {
            to.Write(known);
        }
    }

    private static decimal? ReadMoney(BinaryReader from) => from.ReadBoolean() ? from.ReadDecimal() : null;

    private static void WriteTokens(BinaryWriter to, TokenClasses tokens)
    {
        to.Write7BitEncodedInt64(tokens.Input);
        to.Write7BitEncodedInt64(tokens.CacheRead);
        to.Write7BitEncodedInt64(tokens.CacheWrite);
        to.Write7BitEncodedInt64(tokens.Output);
    }

    private static TokenClasses ReadTokens(BinaryReader from) =>
        new(from.Read7BitEncodedInt64(), from.Read7BitEncodedInt64(), from.Read7BitEncodedInt64(), from.Read7BitEncodedInt64());
}
