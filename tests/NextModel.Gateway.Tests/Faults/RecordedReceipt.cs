namespace NextModel.Gateway.Tests.Faults;

/// <summary>What the fault tests look at on a receipt.</summary>
/// <param name="RequestId"><c>req_…</c>.</param>
/// <param name="Outcome">How the request ended.</param>
/// <param name="Amount">What was charged.</param>
/// <param name="ServeMode">Fresh or replay.</param>
/// <param name="UpstreamAnswers">Ids of the source's answers on its attempts.</param>
public sealed record RecordedReceipt(
    string RequestId, string Outcome, decimal Amount, string ServeMode, IReadOnlyList<string> UpstreamAnswers);
