namespace NextModel.Policies;

/// <summary>Which names are allowed: those that an allow pattern fits, all when there is none, less those that a deny pattern fits.</summary>
/// <param name="Allow">Null allows all; an empty list allows none.</param>
/// <param name="Deny">Wins over <paramref name="Allow"/>.</param>
public sealed record NameFilter(IReadOnlyList<NamePattern>? Allow, IReadOnlyList<NamePattern> Deny)
{
    public static NameFilter All { get; } = new(null, []);

    /// <summary>True when everything is allowed.</summary>
    public bool IsOpen => Allow is null && Deny.Count == 0;

    public bool Allows(ReadOnlySpan<char> name) => (Allow is null || Fits(Allow, name)) && !Fits(Deny, name);

    private static bool Fits(IReadOnlyList<NamePattern> patterns, ReadOnlySpan<char> name)
    {
        for (var i = 0; i < patterns.Count; i++)
        {
            if (patterns[i].Matches(name))
            {
                return true;
            }
        }

        return false;
    }
}
