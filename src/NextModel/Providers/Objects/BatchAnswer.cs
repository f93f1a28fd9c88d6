using NextModel.Json;
using NextModel.Metering;
using NextModel.Providers.OpenAI;

namespace NextModel.Providers.Objects;

/// <summary>One line of a batch's output file: an answer, and what it says of the tokens it took.</summary>
/// <param name="Model">The source's name of the model that answered; empty where it does not say.</param>
/// <param name="Usage">Its tokens; null where it tells none that can be believed.</param>
public readonly record struct BatchAnswer(string Model, Usage? Usage)
{
    /// <summary>The answer of a line; null for a line that is none: an error, or a status that is no success.</summary>
    /// <param name="line">The line.</param>
    /// <param name="shape">What the source's totals leave out.</param>
    public static BatchAnswer? Of(JsonCursor line, UsageShape shape)
    {
        var response = line["response"u8];
        var body = response["body"u8];
        if (body.Kind != JsonKind.Object || !line["error"u8].IsNullOrMissing
            || (response["status_code"u8].TryGetInt64(out var status) && status is < 200 or > 299))
        {
            return null;
        }

        return new BatchAnswer(body["model"u8].GetString() ?? "", UsageCounts.TryRead(body["usage"u8], shape, inputOnly: false, out var usage) ? usage : null);
    }
}
