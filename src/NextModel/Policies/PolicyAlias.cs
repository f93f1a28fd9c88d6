namespace NextModel.Policies;

/// <summary>A name that stands for one or more models.</summary>
/// <param name="Name">What callers send as <c>model</c>.</param>
/// <param name="Targets">Catalog ids, <c>source/id</c>, or other aliases, in order of preference; at least one.</param>
public sealed record PolicyAlias(string Name, IReadOnlyList<string> Targets)
{
    /// <summary>Longest name of an alias, in characters.</summary>
    public const int MaxNameLength = 64;
}
