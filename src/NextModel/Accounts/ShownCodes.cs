namespace NextModel.Accounts;

/// <summary>Recovery codes at the one moment they are known: each signs in once in place of a code of the app.</summary>
/// <param name="Codes">As they are shown.</param>
public sealed record ShownCodes(IReadOnlyList<string> Codes)
{
    public override string ToString() => $"{Codes.Count} recovery codes";
}
