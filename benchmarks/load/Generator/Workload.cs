namespace NextModel.Load.Generator;

/// <summary>One kind of request and how hard to send it.</summary>
/// <param name="Name">As the table shows it.</param>
/// <param name="PromptBytes">Length of the prompt.</param>
/// <param name="Connections">Requests in flight; each connection sends its next request when the last answer is complete.</param>
/// <param name="Stream">Asks for SSE.</param>
/// <param name="Model">How fast the upstream is: <c>load-model</c> answers at once, <c>load-timed</c> and <c>load-slow</c> take their time
/// between events.</param>
/// <param name="Api">How it asks.</param>
internal sealed record Workload(string Name, int PromptBytes, int Connections, bool Stream, string Model = "load-model", ClientApi Api = ClientApi.Chat);
