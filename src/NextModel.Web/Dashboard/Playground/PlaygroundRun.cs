namespace NextModel.Web.Dashboard.Playground;

/// <summary>A comparison to make.</summary>
/// <param name="KeyId">Id of the API key that pays, and whose policies, limits and budgets hold.</param>
/// <param name="Models">Two to six of them.</param>
/// <param name="Request">The body of a chat completion, without its model.</param>
/// <param name="IsFresh">True asks the sources in any case; false replays a verified answer where there is one.</param>
public sealed record PlaygroundRun(string KeyId, IReadOnlyList<string> Models, ReadOnlyMemory<byte> Request, bool IsFresh)
{
    /// <summary>Label of its requests on receipts.</summary>
    public const string Workload = "playground";
}
