using System.Text.Json.Serialization;
using NextModel.Errors;

namespace NextModel.Gateway.Declaring;

/// <summary>One change that brings an installation nearer to a file.</summary>
/// <param name="Action"><c>create</c>, <c>change</c>, <c>set</c>, <c>restore</c>, <c>archive</c>, <c>revoke</c>, <c>remove</c> or <c>delete</c>.</param>
/// <param name="Kind"><c>organization</c>, <c>team</c>, <c>project</c>, <c>key</c>, <c>member</c>, <c>rate limits</c>, <c>webhook</c>, <c>credit</c>, or of what a budget or policy is: <c>team budget</c> and so on.</param>
/// <param name="Path">Names from the organization down, joined by slashes.</param>
/// <param name="Detail">What changes; empty when action and path say it all.</param>
public sealed record PlanStep(string Action, string Kind, string Path, string Detail)
{
    /// <summary>Makes the change; null when it is done. Not part of what is shown.</summary>
    [JsonIgnore]
    internal Func<StepRun, ValueTask<GatewayError?>>? Run { get; init; }

    public override string ToString() => $"{Action} {Kind} {Path}{(Detail.Length == 0 ? "" : $" ({Detail})")}";
}
