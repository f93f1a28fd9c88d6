namespace NextModel.Caching;

/// <summary>
/// What must be equal, byte for byte, for one answer to serve two requests: the framed scope and the canonical body. The body belongs to
/// whoever made it and must live as long.
/// </summary>
public sealed class CacheIdentity
{
    private readonly FramedScope _scope;
    private readonly CanonicalBody _body;

    public CacheIdentity(FramedScope scope, CanonicalBody body)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(body);
        _scope = scope;
        _body = body;
        Span<byte> digests = stackalloc byte[2 * Digest.Size];
        scope.Digest.CopyTo(digests);
        body.Digest.CopyTo(digests[Digest.Size..]);
        Key = new CacheKey(Digest.Of(digests));
    }

    public CacheIdentity(CacheScope scope, CanonicalBody body)
        : this(new FramedScope(scope), body)
    {
    }

    public CacheKey Key { get; }

    public string Organization => _scope.Organization;

    public string Project => _scope.Project;

    /// <summary>The framed scope; nobody may write into it.</summary>
    public byte[] Scope => _scope.Bytes;

    /// <summary>The canonical body.</summary>
    public ReadOnlySpan<byte> Body => _body.Bytes;
}
