namespace NextModel.Reporting.Reconciliation;

/// <summary>A figure that a later file of the run gives otherwise. The later one counts.</summary>
/// <param name="Subject">The call's id; of totals the stretch and what it is about.</param>
/// <param name="Field">What changed: <c>cost</c>, <c>requests</c>, or a group of tokens.</param>
/// <param name="Old">As it was; null when it was not there.</param>
/// <param name="New">As it is; null when it is gone.</param>
public sealed record Restatement(string Subject, string Field, string? Old, string? New);
