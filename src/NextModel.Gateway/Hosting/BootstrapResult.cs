namespace NextModel.Gateway.Hosting;

/// <summary>What the first start made.</summary>
/// <param name="RawKey">The raw API key of project <c>default</c>, to be shown once; null on later starts or when the operator chose it.</param>
public sealed record BootstrapResult(string? RawKey)
{
    // A record prints all its members: the raw key must not be one of them.
    public override string ToString() => RawKey is null ? "nothing made" : "made the first key";
}
