namespace NextModel.Reporting.Simulation;

/// <summary>Requests that would have been refused alike.</summary>
/// <param name="Code">The code.</param>
/// <param name="Rule">The rule that decided; null where none matched.</param>
/// <param name="Requests">How many.</param>
public sealed record SimulatedRefusal(string Code, string? Rule, long Requests);
