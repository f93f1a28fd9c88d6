namespace NextModel.Catalog;

/// <summary>A kind of work a model is a good choice for. A judgement, so it comes with its reason.</summary>
/// <param name="Workload">
/// One of <c>coding</c>, <c>chinese</c>, <c>low-cost</c>, <c>vision</c>, <c>long-context</c>, <c>agent</c>, <c>embeddings</c> in the catalog;
/// an operator may add words of its own.
/// </param>
/// <param name="Reason">Why, in one sentence, from facts of this catalog.</param>
public sealed record WorkloadFit(string Workload, string Reason);
