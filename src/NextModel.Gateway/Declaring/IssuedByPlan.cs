namespace NextModel.Gateway.Declaring;

/// <summary>A key that a plan made, at the one moment its raw text is known.</summary>
/// <param name="Path">Names from the organization down, joined by slashes.</param>
/// <param name="Id">Id of the key.</param>
/// <param name="RawKey">The raw key; shown once.</param>
public sealed record IssuedByPlan(string Path, string Id, string RawKey)
{
    // A record prints all its members: the raw key must not be one of them.
    public override string ToString() => $"issued {Id}";
}
