using NextModel.Caching;
using NextModel.Errors;
using NextModel.Gateway.OpenAI;
using NextModel.Inference;
using NextModel.Json;
using NextModel.Metering;
using NextModel.Providers.OpenAI;

namespace NextModel.Gateway.Pricing;

/// <summary>
/// Reads one line of a workload: a request body, a line of a batch file or of a provider's log (<c>body</c> or <c>request</c>, with the
/// answer's <c>usage</c>), a receipt of this project, or plain token counts.
/// </summary>
/// <param name="tokenizers">Encodings the models count with; a body is counted once for each.</param>
/// <param name="assumedOutput">Output tokens of a request whose answer is not there; null refuses such a line.</param>
public sealed class WorkloadReader(IReadOnlyCollection<string> tokenizers, long? assumedOutput)
{
    /// <summary>The request, <see cref="WorkloadItem.Nothing"/> for a receipt that billed none, or what is wrong with the line.</summary>
    public Result<WorkloadItem> Read(ReadOnlyMemory<byte> line)
    {
        var tape = JsonTape.Rent();
        try
        {
            if (!tape.TryParse(line, JsonLimits.Request, out var problem))
            {
                return JsonProblemText.Describe(problem, line.Span);
            }

            var root = tape.Root;
            if (root.Kind != JsonKind.Object)
            {
                return Wrong("is no JSON object");
            }

            return root["schema"u8].TextEquals("nextmodel.receipt/1"u8) ? FromReceipt(root) : FromLog(root);
        }
        finally
        {
            tape.Return();
        }
    }

    private static Result<WorkloadItem> FromReceipt(JsonCursor receipt)
    {
        var usage = receipt["usage"u8];
        if (!Count(usage["billable_tokens"u8], out var billable) || !Count(usage["input_tokens"u8], out var input)
            || !Count(usage["output_tokens"u8], out var output) || !Count(usage["cached_input_tokens"u8], out var cached)
            || !Count(usage["cache_write_tokens"u8], out var written) || !Count(usage["reasoning_tokens"u8], out var reasoning))
        {
            return Wrong("is a receipt without its usage");
        }

        return billable == 0 ? WorkloadItem.Nothing : new WorkloadItem
        {
            Usage = new Usage(UsageSource.Provider, input, cached, written, output, reasoning)
            {
                ImageInputTokens = UsageCounts.Count(usage["image_input_tokens"u8]) ?? 0,
            },
            Identity = $"{receipt["organization"u8].GetString()} {receipt["request_digest"u8].GetString()}",
        };
    }

    private Result<WorkloadItem> FromLog(JsonCursor root)
    {
        var body = First(root["body"u8], root["request"u8]["body"u8], root["request"u8]);
        body = body.Kind != JsonKind.Object && (root["messages"u8].Kind == JsonKind.Array || !root["input"u8].IsNullOrMissing) ? root : body;
        var answer = First(root["usage"u8], root["response"u8]["usage"u8], root["response"u8]["body"u8]["usage"u8]);
        var hasUsage = UsageCounts.TryRead(answer.Kind == JsonKind.Object ? answer : root, UsageShape.OpenAI, body["messages"u8].Kind != JsonKind.Array && body.Kind == JsonKind.Object, out var usage);
        return body.Kind == JsonKind.Object
            ? FromBody(body, hasUsage ? usage : null)
            : hasUsage ? new WorkloadItem { Usage = usage }
            : Wrong("has neither a request body nor token counts (input_tokens and output_tokens, or a usage object)");
    }

    private Result<WorkloadItem> FromBody(JsonCursor body, Usage? usage)
    {
        var tape = JsonTape.Rent();
        try
        {
            var operation = body["messages"u8].Kind == JsonKind.Array ? Operation.ChatCompletions : Operation.Embeddings;
            if (!InferenceRequestReader.Read(operation, body.Raw.ToArray(), tape, CacheDirective.Default, null, false, null).TryGet(out var request, out var refusal))
            {
                return refusal;
            }

            using var canonical = CanonicalBody.Of(request, []);
            var identity = canonical.Digest.ToString();
            if (usage is { } known)
            {
                return new WorkloadItem { Usage = known, Identity = identity };
            }

            var output = operation == Operation.Embeddings ? 0 : assumedOutput;
            return output is null
                ? Wrong("has a request and no answer, so nobody knows its output: say how many output tokens to assume")
                : new WorkloadItem
                {
                    Usage = new Usage(UsageSource.Estimated, 0, 0, 0, output.Value * request.Choices, 0),
                    Counted = tokenizers.Distinct().ToDictionary(name => name, name => Meter.EstimateInput(request, name), StringComparer.Ordinal),
                    Identity = identity,
                };
        }
        finally
        {
            tape.Return();
        }
    }

    private static JsonCursor First(params ReadOnlySpan<JsonCursor> places)
    {
        foreach (var place in places)
        {
            if (place.Kind == JsonKind.Object)
            {
                return place;
            }
        }

        return default;
    }

    private static bool Count(JsonCursor value, out long count)
    {
        count = UsageCounts.Count(value) ?? 0;
        return UsageCounts.Count(value) is not null;
    }

    private static GatewayError Wrong(string what) => new(GatewayErrorCode.InvalidRequest, $"This {what}.");
}
