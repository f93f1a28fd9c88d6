using NextModel.Errors;
using NextModel.Gateway.OpenAI;
using NextModel.Reporting;

namespace NextModel.Gateway.Reporting;

/// <summary>Reads the filters of a report.</summary>
internal static class ReportFilter
{
    private static readonly string[] Names = ["project", "team", "key", .. ReceiptFilterWords.Plain];

    public static Result<ReceiptFilter> Read(IReadOnlyDictionary<string, string> parameters)
    {
        var filter = ReceiptFilter.All;
        foreach (var name in Names)
        {
            if (!parameters.TryGetValue(name, out var value))
            {
                continue;
            }

            if (ReceiptFilterWords.Apply(filter, name, value) is not { } narrower)
            {
                return ReportRange.Bad(name, ReceiptFilterWords.Explain(name, value));
            }

            filter = narrower;
        }

        return filter;
    }
}
