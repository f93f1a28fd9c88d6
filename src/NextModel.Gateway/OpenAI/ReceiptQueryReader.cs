using System.Globalization;
using Microsoft.AspNetCore.Http;
using NextModel.Errors;
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
        "key" or "model" or "source" or "serve_mode" or "outcome" =>
            ReceiptFilterWords.Apply(query.Filter, name, value) is { } filter ? query with { Filter = filter } : null,
        "from" => TimeOf(value) is { } from ? query with { From = from } : null,
        "to" => TimeOf(value) is { } to ? query with { To = to } : null,
        _ => null,
    };

    private static string Explain(string name, string value) => name switch
    {
        "limit" => $"'{Header.Show(value)}' is not a whole number from 1 to {MaxLimit}.",
        "cursor" => "is not a next_cursor of an earlier page.",
        "serve_mode" or "outcome" => ReceiptFilterWords.Explain(name, value),
        "from" or "to" => $"'{Header.Show(value)}' is not a time such as 2026-11-22T00:00:00Z.",
        _ => $"is not a parameter here. Known: {Known}.",
    };

    private static DateTimeOffset? TimeOf(string value) =>
        DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    private static GatewayError Bad(string name, string what) =>
        new(GatewayErrorCode.InvalidRequest, $"The query parameter '{Header.Show(name)}' {what}", Header.Show(name));
}
