using System.Globalization;
using Microsoft.AspNetCore.Http;
using NextModel.Errors;
using NextModel.Inference;
using NextModel.Ledger;
using NextModel.Reporting;

namespace NextModel.Gateway.OpenAI;

/// <summary>Reads the query of a receipt list; a parameter nobody knows is refused, so that no filter is silently ignored.</summary>
internal static class ReceiptQueryReader
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 200;
    private const string Known = "limit, cursor, key, model, source, serve_mode, outcome, from, to";

    public static Result<ReceiptQuery> Read(IQueryCollection parameters, ReceiptScope scope)
    {
        var query = new ReceiptQuery(scope, ReceiptFilter.All, DefaultLimit);
        foreach (var (name, values) in parameters)
        {
            if (values.Count != 1 || values[0] is not { Length: > 0 } value)
            {
                return Bad(name, "needs exactly one value.");
            }

            if (Apply(query, name, value) is not { } applied)
            {
                return Bad(name, Explain(name, value));
            }

            query = applied;
        }

        return query;
    }

    private static ReceiptQuery? Apply(ReceiptQuery query, string name, string value) => name switch
    {
        "limit" => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= MaxLimit
            ? query with { Limit = limit } : null,
        "cursor" => ReceiptCursor.TryParse(value, out var cursor) ? query with { Before = cursor } : null,
        "key" => query with { Filter = query.Filter with { KeyId = value } },
        "model" => query with { Filter = query.Filter with { Model = value } },
        "source" => query with { Filter = query.Filter with { SourceId = value } },
        "serve_mode" => ServeModeOf(value) is { } mode ? query with { Filter = query.Filter with { ServeMode = mode } } : null,
        "outcome" => OutcomeOf(value) is { } outcome ? query with { Filter = query.Filter with { Outcome = outcome } } : null,
        "from" => TimeOf(value) is { } from ? query with { From = from } : null,
        "to" => TimeOf(value) is { } to ? query with { To = to } : null,
        _ => null,
    };

    private static string Explain(string name, string value) => name switch
    {
        "limit" => $"'{Header.Show(value)}' is not a whole number from 1 to {MaxLimit}.",
        "cursor" => "is not a next_cursor of an earlier page.",
        "serve_mode" => $"'{Header.Show(value)}' is neither fresh nor exact_cache.",
        "outcome" => $"'{Header.Show(value)}' is not one of completed, caller_left, upstream_failed, upstream_broke, interrupted.",
        "from" or "to" => $"'{Header.Show(value)}' is not a time such as 2026-11-22T00:00:00Z.",
        _ => $"is not a parameter here. Known: {Known}.",
    };

    private static ServeMode? ServeModeOf(string value) => value switch
    {
        "fresh" => ServeMode.Fresh,
        "exact_cache" => ServeMode.ExactCache,
        _ => null,
    };

    private static RequestOutcome? OutcomeOf(string value) => value switch
    {
        "completed" => RequestOutcome.Completed,
        "caller_left" => RequestOutcome.CallerLeft,
        "upstream_failed" => RequestOutcome.UpstreamFailed,
        "upstream_broke" => RequestOutcome.UpstreamBroke,
        "interrupted" => RequestOutcome.Interrupted,
        _ => null,
    };

    private static DateTimeOffset? TimeOf(string value) =>
        DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    private static GatewayError Bad(string name, string what) =>
        new(GatewayErrorCode.InvalidRequest, $"The query parameter '{Header.Show(name)}' {what}", Header.Show(name));
}
