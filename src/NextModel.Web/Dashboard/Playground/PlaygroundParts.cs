using NextModel.Errors;

namespace NextModel.Web.Dashboard.Playground;

/// <summary>What the playground asks of the gateway: the same comparison that <c>POST /api/compare</c> makes, paid by a key of the organization.</summary>
/// <param name="Run">Sends a request to several models. Everything it refuses is refused before anything is sent.</param>
/// <param name="Estimate">What a request would cost at each model, by the calculation that charges, if its whole output bound were used.</param>
public sealed record PlaygroundParts(
    Func<PlaygroundRun, CancellationToken, Result<PlaygroundProgress>> Run,
    Func<PlaygroundRun, long, Result<List<PlaygroundEstimate>>> Estimate);
