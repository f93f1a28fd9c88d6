using System.Text.Json;
using NextModel.Configuration;
using NextModel.Errors;
using NextModel.Gateway.Pricing;
using NextModel.Web.Dashboard.Playground;

namespace NextModel.Gateway.Comparing;

/// <summary>What the dashboard's playground asks: a comparison that a key of the organization pays, and what it would cost.</summary>
internal sealed class PlaygroundDesk(Comparison comparison, SnapshotHolder snapshots, TimeProvider time)
{
    public Result<PlaygroundProgress> Run(PlaygroundRun run, CancellationToken callerGone) =>
        ComparisonRequest.Of(run.KeyId, run.Models, run.Request.ToArray(), run.IsFresh, PlaygroundRun.Workload, callerGone).TryGet(out var asked, out var refusal)
            ? new PlaygroundProgress(EventsAsync(asked))
            : refusal;

    /// <summary>The same for an estimate: each model's input as it counts, and all the output that is asked for.</summary>
    public Result<List<PlaygroundEstimate>> Estimate(PlaygroundRun run, long output)
    {
        var estimator = new Estimator(CatalogListing.Of(snapshots.Current), run.Models, null, null, time.GetUtcNow());
        if (!new WorkloadReader(estimator.Tokenizers, output).Read(Body(run)).TryGet(out var item, out var refusal))
        {
            return refusal;
        }

        estimator.Add(item);
        return estimator.Models.Select(model => new PlaygroundEstimate(
            model.Name, model.InputTokens, model.IsApproximate, model.Problem is null ? model.Fresh : null, model.Currency, model.Problem)).ToList();
    }

    // Its text counts whatever the model, but a request without one is none.
    private static byte[] Body(PlaygroundRun run) =>
        [.. "{\"model\":\""u8, .. JsonEncodedText.Encode(run.Models[0]).EncodedUtf8Bytes, .. "\","u8, .. run.Request.Span[1..]];

    private async IAsyncEnumerable<PlaygroundEvent> EventsAsync(ComparisonRequest asked)
    {
        await foreach (var one in comparison.RunAsync(asked))
        {
            yield return new PlaygroundEvent(one.Name, one.Json);
        }
    }
}
