using System.Globalization;
using NextModel.Errors;
using NextModel.Gateway.OpenAI;
using NextModel.Reporting;
using NextModel.Reporting.Exports;

namespace NextModel.Gateway.Reporting;

/// <summary>Reads the query of an export; a parameter nobody knows is refused, so that no filter is silently ignored.</summary>
internal static class ExportQueryReader
{
    /// <summary>The parameters, in the order of the documentation.</summary>
    public static readonly string[] Known =
    [
        "format", "from", "to", "time_zone", "project", "team", "key", .. ReceiptFilterWords.Plain, "sandbox", "limit", "cursor",
    ];

    /// <param name="parameters">Query parameters by name, ids of the tenancy resolved.</param>
    /// <param name="scope">Whose receipts.</param>
    /// <param name="now">The end of a range that has none.</param>
    public static Result<ExportAsked> Read(IReadOnlyDictionary<string, string> parameters, ReceiptScope scope, DateTimeOffset now)
    {
        if (ExportFormats.Parse(parameters.GetValueOrDefault("format") ?? "csv") is not { } format)
        {
            return ReportRange.Bad("format", $"must be one of {ExportFormats.Names}.");
        }

        if (!ReportRange.Read(parameters, now).TryGet(out var range, out var refusal) || !ReportFilter.Read(parameters).TryGet(out var filter, out refusal))
        {
            return refusal;
        }

        var sandbox = parameters.GetValueOrDefault("sandbox");
        if (sandbox is not (null or "include" or "exclude") || (format.IsFocus() && sandbox == "include"))
        {
            return ReportRange.Bad("sandbox", $"'{Header.Show(sandbox)}' is neither include nor exclude, or FOCUS was asked for, which holds charges only.");
        }

        if (parameters.TryGetValue("limit", out var text)
            && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) || limit is < 1 or > ReceiptExports.MostOfAPart))
        {
            return ReportRange.Bad("limit", $"'{Header.Show(text)}' is not a whole number from 1 to {ReceiptExports.MostOfAPart}. Leave it out for all at once.");
        }

        // Whole receipts are evidence, and their chains have no gaps; rows of figures are spend.
        var include = sandbox is null ? format == ExportFormat.Jsonl : sandbox == "include";
        return new ExportAsked(
            new ExportRequest(format, scope, filter, range.From.ToUniversalTime(), range.To.ToUniversalTime()) { IncludeSandbox = include },
            text is null ? null : int.Parse(text, CultureInfo.InvariantCulture));
    }
}
