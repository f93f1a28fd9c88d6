using System.Globalization;
using NextModel.Json;

namespace NextModel.Reporting.Archives;

/// <summary>What is asked of a line of an archive before the rest of it.</summary>
/// <param name="Organization">Whose receipt it is.</param>
/// <param name="CompletedAt">Unix milliseconds.</param>
/// <param name="Hash">As it spells it.</param>
internal readonly record struct ArchivedReceipt(string Organization, long CompletedAt, string Hash)
{
    private static readonly JsonLimits Limits = new(16, 20_000, Strict: false);

    /// <exception cref="InvalidDataException">It is no receipt.</exception>
    public static ArchivedReceipt Read(ReadOnlyMemory<byte> line)
    {
        var tape = JsonTape.Rent();
        try
        {
            return tape.TryParse(line, Limits, out _) && tape.Root["organization"u8].GetString() is { } organization && tape.Root["hash"u8].GetString() is { } hash
                && DateTimeOffset.TryParse(tape.Root["completed_at"u8].GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var completedAt)
                    ? new ArchivedReceipt(organization, completedAt.ToUnixTimeMilliseconds(), hash)
                    : throw new InvalidDataException("A line of an archive is no receipt: the file was changed. Restore it from a copy.");
        }
        finally
        {
            tape.Return();
        }
    }
}
