namespace NextModel.Web.Dashboard.Playground;

/// <summary>What a request would cost at one model at most.</summary>
/// <param name="Model">As it was asked for.</param>
/// <param name="InputTokens">Counted here.</param>
/// <param name="IsApproximate">True when they were counted with an encoding that is not the model's own.</param>
/// <param name="Amount">Fresh, with all the output it may have; null when <paramref name="Problem"/> says why not.</param>
/// <param name="Currency">Of the amount.</param>
/// <param name="Problem">Why there is no estimate; null when there is one.</param>
public sealed record PlaygroundEstimate(string Model, long InputTokens, bool IsApproximate, decimal? Amount, string Currency, string? Problem);
