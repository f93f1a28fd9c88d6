namespace NextModel.Identity;

/// <summary>A management key at the one moment its raw text is known.</summary>
/// <param name="Key">What is kept.</param>
/// <param name="RawKey">What its holder will send; shown once.</param>
public sealed record IssuedManagementKey(ManagementKey Key, string RawKey)
{
    // A record prints all its members: the raw key must not be one of them.
    public override string ToString() => $"issued {Key.Id}";
}
