using System.Text.Json;
using CacheSafety.Traffic;

namespace CacheSafety.Importing;

/// <summary>
/// Receipts of a NextModel gateway, one a line. There is no text on them and so no case in them; how often a project asks the very same again is,
/// by the digest of the request.
/// </summary>
internal static class ReceiptLog
{
    /// <exception cref="InvalidDataException">Says which line is no receipt.</exception>
    public static ImportedCases Read(IEnumerable<string> lines)
    {
        var asked = new HashSet<(string? Project, string? Digest)>();
        int all = 0, repeats = 0;
        foreach (var (place, line) in lines.Index().Where(line => !string.IsNullOrWhiteSpace(line.Item)))
        {
            try
            {
                using var json = JsonDocument.Parse(line);
                var receipt = json.RootElement;
                if (!Text(receipt, "schema")!.StartsWith("nextmodel.receipt/", StringComparison.Ordinal))
                {
                    throw new KeyNotFoundException();
                }

                if (Text(receipt, "operation") == "chat.completions" && Text(receipt, "request_digest") is { } digest && !receipt.GetProperty("sandbox").GetBoolean())
                {
                    all++;
                    repeats += asked.Add((Text(receipt, "project"), digest)) ? 0 : 1;
                }
            }
            catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
            {
                throw new InvalidDataException($"line {place + 1}: it is no receipt. Write them with './nextmodel receipts export --format jsonl', oldest first.");
            }
        }

        if (all == 0)
        {
            throw new InvalidDataException("it has no receipt of a chat completion.");
        }

        var share = Math.Round((double)repeats / all, 6);
        return new ImportedCases(
            [],
            [$"{all} chat completions: {repeats} ask again what the same project had asked before, in the same or other bytes.",
                "No text is on a receipt: there are no cases in it, and what is asked in other words, or nearly so, is counted as unrelated."],
            new TrafficProfile("receipts", share, 0, 0, 0, 0, 1 - share));
    }

    private static string? Text(JsonElement receipt, string name) => receipt.GetProperty(name).GetString();
}
