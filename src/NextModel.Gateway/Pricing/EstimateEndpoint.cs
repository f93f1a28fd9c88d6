using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using NextModel.Configuration;
using NextModel.Errors;
using NextModel.Gateway.Admin;
using NextModel.Metering;

namespace NextModel.Gateway.Pricing;

/// <summary><c>POST /api/pricing/estimate</c>: what one request, or a file of them, costs at any models.</summary>
internal sealed class EstimateEndpoint(SnapshotHolder snapshots, TimeProvider time)
{
    /// <summary>Most models of one question.</summary>
    public const int MaxModels = 100;

    /// <summary>Most lines of a workload; <c>nextmodel estimate</c> has no such limit.</summary>
    public const int MaxLines = 5_000;

    /// <summary>Most requests a month.</summary>
    public const long MaxRequests = 1_000_000_000;

    public async ValueTask<GatewayError?> AnswerAsync(HttpContext context)
    {
        if (!(await AdminBody.ReadAsync(context.Request, EstimateJsonContext.Default.EstimateRequest)).TryGet(out var asked, out var refusal))
        {
            return refusal;
        }

        if (Check(asked) is { } wrong)
        {
            return wrong;
        }

        var listing = CatalogListing.Of(snapshots.Current);
        var estimator = new Estimator(
            listing, asked.Models ?? [asked.Model!], asked.Currency, asked.ServiceTier, asked.At ?? time.GetUtcNow());
        if (Fill(estimator, asked) is { } unusable)
        {
            return unusable;
        }

        var body = new ArrayBufferWriter<byte>(16 * 1024);
        await using (var json = new Utf8JsonWriter(body))
        {
            EstimateJson.Write(json, estimator, listing.Snapshot.ExactCacheDiscount);
        }

        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.WrittenCount;
        await context.Response.Body.WriteAsync(body.WrittenMemory, context.RequestAborted);
        return null;
    }

    private static GatewayError? Check(EstimateRequest asked)
    {
        if (asked.Model is null == asked.Models is null || asked.Models is { Count: 0 or > MaxModels })
        {
            return Wrong("model", $"Give 'model', or 'models' with 1 to {MaxModels} of them.");
        }

        if (asked.Requests is < 1 or > MaxRequests)
        {
            return Wrong("requests", $"'requests' is {asked.Requests}, not from 1 to {MaxRequests}.");
        }

        if (asked.RepeatRate is < 0 or > 1)
        {
            return Wrong("repeat_rate", $"'repeat_rate' is {asked.RepeatRate}, not from 0 to 1.");
        }

        if (asked.Workload is not null)
        {
            return asked.Workload.Count is 0 or > MaxLines
                ? Wrong("workload", $"'workload' takes 1 to {MaxLines} requests. './nextmodel estimate --workload FILE' takes any number.")
                : asked is { Body: null, InputTokens: null, Requests: null, RepeatRate: null }
                    ? null
                    : Wrong("workload", "'workload' stands alone: its lines have the tokens, and repeats are measured. Leave out body, input_tokens, requests and repeat_rate.");
        }

        if (asked.Body is null == asked.InputTokens is null)
        {
            return Wrong("input_tokens", "Give 'input_tokens', or 'body' to count them from.");
        }

        foreach (var (name, tokens) in new[]
        {
            ("input_tokens", asked.InputTokens), ("cached_input_tokens", asked.CachedInputTokens), ("cache_write_tokens", asked.CacheWriteTokens),
            ("image_input_tokens", asked.ImageInputTokens), ("output_tokens", asked.OutputTokens), ("reasoning_tokens", asked.ReasoningTokens),
        })
        {
            if (tokens is < 0 or > Usage.MaxTokens)
            {
                return Wrong(name, $"'{name}' is {tokens}, not from 0 to {Usage.MaxTokens}.");
            }
        }

        return null;
    }

    private static GatewayError? Fill(Estimator estimator, EstimateRequest asked)
    {
        var reader = new WorkloadReader(estimator.Tokenizers, asked.OutputTokens);
        if (asked.Workload is { } lines)
        {
            for (var i = 0; i < lines.Count; i++)
            {
                if (!reader.Read(Encoding.UTF8.GetBytes(lines[i].GetRawText())).TryGet(out var line, out var bad))
                {
                    return bad with { Message = $"workload[{i}]: {bad.Message}", Param = $"workload[{i}]" };
                }

                estimator.Add(line);
            }

            return null;
        }

        var item = new WorkloadItem
        {
            Usage = new Usage(
                UsageSource.Estimated, asked.InputTokens ?? 0, asked.CachedInputTokens ?? 0, asked.CacheWriteTokens ?? 0, asked.OutputTokens ?? 0,
                asked.ReasoningTokens ?? 0)
            {
                ImageInputTokens = asked.ImageInputTokens ?? 0,
            },
        };
        if (asked.Body is { } body)
        {
            if (!reader.Read(Encoding.UTF8.GetBytes(body.GetRawText())).TryGet(out var counted, out var bad))
            {
                return bad with { Param = bad.Param is null ? "body" : $"body.{bad.Param}" };
            }

            // Of the body only the text counts: how often it is asked is said beside it.
            item = new WorkloadItem { Usage = counted.Usage, Counted = counted.Counted };
        }

        var times = asked.Requests ?? 1;
        estimator.Add(item, times, (long)decimal.Floor(times * (asked.RepeatRate ?? 0m)));
        return null;
    }

    private static GatewayError Wrong(string name, string message) => new(GatewayErrorCode.InvalidRequest, message, name);
}
