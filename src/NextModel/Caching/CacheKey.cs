namespace NextModel.Caching;

/// <summary>
/// The index of an entry: SHA-256 over the digests of the framed scope and of the canonical body. Only an index: what decides is the
/// comparison of the identity itself.
/// </summary>
public readonly record struct CacheKey(Digest Value)
{
    public override string ToString() => Value.ToString();
}
