using Microsoft.AspNetCore.Http;
using NextModel.Inference;
using NextModel.Reporting;

namespace NextModel.Web.Dashboard;

/// <summary>Which receipts a reader wants to see; it stands in the address.</summary>
/// <param name="Period">Completed in it.</param>
/// <param name="ProjectId">Of one project; empty for all.</param>
/// <param name="KeyId">Of one key; empty for all.</param>
/// <param name="Model">Of one effective model; empty for all.</param>
/// <param name="SourceId">Of one source; empty for all.</param>
/// <param name="Mode"><c>fresh</c> or <c>exact_cache</c>; empty for both.</param>
/// <param name="Before">Where the page before ended; null for the newest.</param>
public sealed record ReceiptsQuery(Period Period, string ProjectId, string KeyId, string Model, string SourceId, string Mode, ReceiptCursor? Before)
{
    /// <summary>Receipts on a page.</summary>
    public const int PageSize = 50;

    public bool IsFiltered => ProjectId.Length + KeyId.Length + Model.Length + SourceId.Length + Mode.Length > 0;

    /// <summary>Reads the query of a page; what is nothing restricts nothing.</summary>
    public static ReceiptsQuery Read(IQueryCollection query, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(query);
        return new ReceiptsQuery(
            Period.Read(query["period"].ToString() is { Length: > 0 } name ? name : "30d", now),
            Word(query["project"]), Word(query["key"]), Word(query["model"]), Word(query["source"]),
            query["mode"].ToString() is "fresh" or "exact_cache" ? query["mode"].ToString() : "",
            ReceiptCursor.TryParse(query["before"].ToString(), out var before) ? before : null);
    }

    /// <summary>The same for the ledger, in a scope that the reader may see.</summary>
    public ReceiptQuery For(ReceiptScope scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return new ReceiptQuery(
            ProjectId.Length == 0 ? scope : scope with { ProjectId = ProjectId },
            new ReceiptFilter
            {
                KeyId = KeyId.Length == 0 ? null : KeyId,
                Model = Model.Length == 0 ? null : Model,
                SourceId = SourceId.Length == 0 ? null : SourceId,
                ServeMode = Mode switch { "fresh" => ServeMode.Fresh, "exact_cache" => ServeMode.ExactCache, _ => null },
            },
            PageSize)
        {
            From = Period.From,
            Before = Before,
        };
    }

    /// <summary>The query string with another mode, or a further page.</summary>
    public string Link(string? mode = null, ReceiptCursor? before = null)
    {
        var parts = new List<string> { "period=" + Period.Name };
        void Add(string name, string value)
        {
            if (value.Length > 0)
            {
                parts.Add($"{name}={Uri.EscapeDataString(value)}");
            }
        }

        Add("project", ProjectId);
        Add("key", KeyId);
        Add("model", Model);
        Add("source", SourceId);
        Add("mode", mode ?? Mode);
        Add("before", before?.ToString() ?? "");
        return string.Join('&', parts);
    }

    private static string Word(string? value) => value is { Length: <= 200 } ? value.Trim() : "";
}
