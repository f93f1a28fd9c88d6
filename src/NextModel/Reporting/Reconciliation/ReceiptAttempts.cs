using System.Globalization;
using System.Text.Json;
using NextModel.Metering;
using NextModel.Reporting.ProviderFiles;

namespace NextModel.Reporting.Reconciliation;

/// <summary>The attempts of receipts at some sources, as they are expected on a provider's bill.</summary>
/// <param name="parameters">Which sources, and what their keys are called.</param>
internal sealed class ReceiptAttempts(ReconciliationParameters parameters)
{
    private readonly HashSet<string> _sources = new(parameters.Sources, StringComparer.Ordinal);
    private readonly List<ExpectedAttempt> _found = [];

    /// <summary>Takes one receipt apart.</summary>
    /// <param name="text">Its canonical text.</param>
    /// <param name="position">Its place in the ledger.</param>
    /// <param name="setPrice">Told what the serving model costs.</param>
    /// <returns>Valid until the next call.</returns>
    public IReadOnlyList<ExpectedAttempt> Of(ReadOnlyMemory<byte> text, long position, Action<string, TokenPrices> setPrice)
    {
        _found.Clear();
        using var document = JsonDocument.Parse(text);
        var receipt = document.RootElement;
        var id = receipt.GetProperty("id").GetString()!;
        foreach (var attempt in receipt.GetProperty("attempts").EnumerateArray())
        {
            var source = attempt.GetProperty("source").GetString()!;
            if (_sources.Contains(source)
                && (parameters.Credentials.Count == 0 || parameters.Credentials.Contains(attempt.GetProperty("credential").GetString()!)))
            {
                _found.Add(Read(attempt, id, position, parameters.Keys.GetValueOrDefault(source) ?? parameters.Keys.GetValueOrDefault("")));
            }
        }

        if (_found.Count > 0 && _found.Find(attempt => attempt.Outcome == AttemptEnd.Ok) is { } whole)
        {
            for (var i = 0; i < _found.Count; i++)
            {
                _found[i] = _found[i].IsExpected ? _found[i] : _found[i] with { Sibling = whole.Tokens };
            }

            if (receipt.GetProperty("source").GetString() is { } served && _sources.Contains(served) && Price(receipt.GetProperty("billing")) is { } price)
            {
                setPrice(receipt.GetProperty("upstream_model").GetString()!, price);
            }
        }

        return _found;
    }

    private static ExpectedAttempt Read(JsonElement attempt, string receipt, long position, string? key)
    {
        var usage = attempt.GetProperty("usage");
        ProviderRecord.TryTime(attempt.GetProperty("started_at").GetString()!, TimeSpan.Zero, out var start);
        return new ExpectedAttempt
        {
            Receipt = receipt,
            Number = attempt.GetProperty("n").GetInt32(),
            Order = position,
            Model = attempt.GetProperty("upstream_model").GetString()!,
            Key = key,
            Tokens = new(
                usage.GetProperty("input").GetInt64(),
                usage.GetProperty("cache_read").GetInt64(),
                usage.GetProperty("cache_write").GetInt64(),
                usage.GetProperty("output").GetInt64()),
            Start = start,
            End = start + attempt.GetProperty("total_ms").GetInt64(),
            Outcome = attempt.GetProperty("outcome").GetString() switch
            {
                "ok" => AttemptEnd.Ok,
                "timeout" => AttemptEnd.Timeout,
                "failed" or "unreachable" => AttemptEnd.Error,

                // Broke in the middle, left by the caller, or nobody knows: any of them may be charged.
                _ => AttemptEnd.Aborted,
            },
            CountedByProvider = usage.GetProperty("source").GetString() == UsageSource.Provider.Wire(),
            Cost = attempt.GetProperty("cost").GetString() is { } cost ? decimal.Parse(cost, CultureInfo.InvariantCulture) : null,
            Currency = attempt.GetProperty("cost_currency").GetString() ?? "USD",
            ResponseId = attempt.GetProperty("upstream_response_id").GetString(),
            RequestId = attempt.GetProperty("upstream_request_id").GetString(),
            MaxOutput = attempt.GetProperty("max_output_tokens") is { ValueKind: JsonValueKind.Number } bound ? bound.GetInt64() : null,
        };
    }

    private static TokenPrices? Price(JsonElement billing)
    {
        if (billing.GetProperty("price") is not { ValueKind: JsonValueKind.Object } price)
        {
            return null;
        }

        var input = Figure(price, "input") ?? 0;
        return new TokenPrices(input, Figure(price, "cached_input") ?? input, Figure(price, "cache_write") ?? input, Figure(price, "output") ?? 0);
    }

    private static decimal? Figure(JsonElement price, string name) =>
        price.TryGetProperty(name, out var figure) && figure.ValueKind == JsonValueKind.String
            ? decimal.Parse(figure.GetString()!, CultureInfo.InvariantCulture)
            : null;
}
