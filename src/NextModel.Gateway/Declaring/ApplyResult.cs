namespace NextModel.Gateway.Declaring;

/// <summary>Answer of <c>POST /api/admin/v1/apply</c>.</summary>
/// <param name="Plan">Names the plan: the same while file and installation stay as they are.</param>
/// <param name="Applied">False for a dry run.</param>
/// <param name="Steps">In the order in which they are made.</param>
/// <param name="Kept">What the file does not name and pruning would take away.</param>
/// <param name="Keys">The keys that were made, with their raw text.</param>
public sealed record ApplyResult(
    string Plan, bool Applied, IReadOnlyList<PlanStep> Steps, IReadOnlyList<string> Kept, IReadOnlyList<IssuedByPlan> Keys)
{
    /// <summary>The secrets of the webhooks that were made.</summary>
    public IReadOnlyList<SecretByPlan> WebhookSecrets { get; init; } = [];
}
