namespace NextModel.Policies;

/// <summary>Which rule of which policy decided, as receipts state it.</summary>
/// <param name="PolicyId">The policy.</param>
/// <param name="Version">Its version then.</param>
/// <param name="Rule">Name of the rule; null when an alias decided, or no rule matched.</param>
/// <param name="Reason">What it decided, in a few words; the same for all requests that it decides.</param>
public sealed record PolicyMark(Guid PolicyId, long Version, string? Rule, string Reason);
