namespace NextModel.Web.Dashboard.Removals;

/// <summary>Something that needs what is about to go.</summary>
/// <param name="Kind">What it is: the last part of the key <c>dependent.kind.*</c>.</param>
/// <param name="Name">What it is called, fit to be shown.</param>
/// <param name="Link">Its page; null for none.</param>
/// <param name="Becomes">What becomes of it, in the reader's language.</param>
public sealed record Dependent(string Kind, string Name, string? Link, string Becomes);
