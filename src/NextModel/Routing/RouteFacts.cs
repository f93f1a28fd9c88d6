using NextModel.Billing;
using NextModel.Identity;
using NextModel.Inference;
using NextModel.Policies;

namespace NextModel.Routing;

/// <summary>What choosing between targets may look at.</summary>
/// <param name="Decision">What the policies say.</param>
/// <param name="Question">The request as they were asked about it.</param>
/// <param name="Currency">The ledger currency, in which prices are compared.</param>
/// <param name="Rates">Rates by (price currency, ledger currency).</param>
public sealed record RouteFacts(
    PolicyDecision Decision, PolicyQuestion Question, string Currency, IReadOnlyDictionary<(string From, string To), FxRate> Rates)
{
    /// <summary>Output tokens an answer is taken to have where the request does not bound it.</summary>
    public const long ExpectedOutputTokens = 500;

    /// <summary>The request itself; null where only its receipt is left.</summary>
    public InferenceRequest? Request { get; init; }

    /// <summary>What a weighted draw begins with: the same bytes draw the same.</summary>
    public ReadOnlyMemory<byte> Seed { get; init; }

    public Caller Caller => Question.Caller;

    /// <summary>About how many output tokens it will have, all choices together.</summary>
    public long OutputTokens { get; init; } = ExpectedOutputTokens;
}
