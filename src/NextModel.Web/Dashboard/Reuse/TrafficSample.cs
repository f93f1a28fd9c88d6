using System.Text.Json;
using NextModel.Billing;
using NextModel.Inference;
using NextModel.Ledger;
using NextModel.Reporting;

namespace NextModel.Web.Dashboard.Reuse;

/// <summary>The shape of some traffic as its receipts have it: models, sizes, streams, how often the same is asked. No text is on a receipt, so none is read.</summary>
public sealed record TrafficSample
{
    /// <summary>Receipts that are read, the newest.</summary>
    public const int Size = 500;

    /// <summary>With fewer, a share says nothing.</summary>
    public const int Fewest = 30;

    /// <summary>Requests for chat completions in it.</summary>
    public required int Requests { get; init; }

    /// <summary>Those of which the same project had asked the very same before, within the sample.</summary>
    public required int Repeats { get; init; }

    public required int Streams { get; init; }

    public required long InputTokens { get; init; }

    public required long OutputTokens { get; init; }

    /// <summary>What all of them would have cost fresh, in the organization's currency.</summary>
    public required decimal Fresh { get; init; }

    /// <summary>By effective model, the most asked first.</summary>
    public required IReadOnlyList<(string Model, int Requests)> Models { get; init; }

    /// <summary>From the oldest to the newest.</summary>
    public required TimeSpan Length { get; init; }

    public int Distinct => Requests - Repeats;

    public double RepeatShare => Requests == 0 ? 0 : (double)Repeats / Requests;

    /// <summary>Mean rate; what one instant holds counts as a second.</summary>
    public double RequestsPerSecond => Requests / Math.Max(1, Length.TotalSeconds);

    /// <summary>Reads the newest receipts of a period.</summary>
    /// <param name="parts">Lists and receipts.</param>
    /// <param name="view">Who looks, and at what they may.</param>
    /// <param name="filter">Which project, if one was chosen.</param>
    /// <param name="period">Completed in it.</param>
    public static async ValueTask<TrafficSample> ReadAsync(DashboardParts parts, DashboardView view, ReceiptFilter filter, Period period)
    {
        ArgumentNullException.ThrowIfNull(parts);
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(period);
        var page = await parts.Reports().ListAsync(new ReceiptQuery(view.Scope, filter, Size) { From = period.From, To = period.To }, view.Gone);
        var items = page.Items.Where(item => item.Slice is { Operation: Operation.ChatCompletions, Outcome: RequestOutcome.Completed, Sandbox: false }).Reverse().ToList();
        var texts = await parts.Receipts().ReadTextsAsync(view.Scope, [.. items.Select(item => item.Cursor.Position)], view.Gone);
        var asked = new HashSet<(string Project, string Digest)>();
        var repeats = 0;
        foreach (var item in items)
        {
            if (texts.TryGetValue(item.Cursor.Position, out var text) && Digest(text) is { } digest && !asked.Add((item.Slice.ProjectId, digest)))
            {
                repeats++;
            }
        }

        return new TrafficSample
        {
            Requests = items.Count,
            Repeats = repeats,
            Streams = items.Count(item => item.Slice.Stream),
            InputTokens = items.Sum(item => item.Sums.InputTokens),
            OutputTokens = items.Sum(item => item.Sums.OutputTokens),
            Fresh = items.Where(item => item.Slice.Currency == view.Organization.Currency).Sum(item => Money.FromNanos(item.Sums.ListAmountNano)),
            Models =
            [
                .. items.CountBy(item => item.Slice.EffectiveModel).OrderByDescending(model => model.Value).ThenBy(model => model.Key, StringComparer.Ordinal)
                    .Select(model => (model.Key, model.Value)),
            ],
            Length = items.Count == 0 ? TimeSpan.Zero : items[^1].CompletedAt - items[0].CompletedAt,
        };
    }

    // Of the canonical request, under a secret of the organization: equal for equal requests, and good for nothing else.
    private static string? Digest(byte[] receipt)
    {
        using var json = JsonDocument.Parse(receipt);
        return json.RootElement.TryGetProperty("request_digest", out var digest) && digest.ValueKind == JsonValueKind.String ? digest.GetString() : null;
    }
}
