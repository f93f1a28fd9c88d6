namespace NextModel.Load.Generator;

/// <summary>One kind of request and how hard to send it.</summary>
/// <param name="Name">As the table shows it.</param>
/// <param name="PromptBytes">Length of the prompt.</param>
/// <param name="Connections">Requests in flight; each connection sends its next request when the last answer is complete.</param>
/// <param name="Stream">Asks for SSE.</param>
/// <param name="Timed">The upstream takes its time between events.</param>
internal sealed record Workload(string Name, int PromptBytes, int Connections, bool Stream, bool Timed = false)
{
    public string Model => Timed ? "load-timed" : "load-model";
}
