namespace NextModel.Testing.Upstream;

/// <summary>Decides the answer to a request.</summary>
/// <param name="request">What was asked.</param>
/// <param name="attempt">0 for the first request this behaviour answers since it was chosen or reset.</param>
public delegate ScriptedResponse UpstreamBehaviour(ReceivedRequest request, int attempt);
