namespace NextModel.Pipeline.Explaining;

/// <summary>A request as rules see it.</summary>
/// <param name="Model">What was named.</param>
/// <param name="Operation">What is asked for.</param>
/// <param name="Environment">Label of the key.</param>
/// <param name="Workload">Label of the request, else of its key.</param>
/// <param name="Needs">What a model must be able to do.</param>
/// <param name="InputTokens">As rules count it, roughly.</param>
public sealed record ExplainedRequest(
    string Model, string Operation, string Environment, string Workload, IReadOnlyList<string> Needs, long InputTokens);
