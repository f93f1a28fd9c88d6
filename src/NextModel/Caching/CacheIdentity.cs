using NextModel.Json;

namespace NextModel.Caching;

/// <summary>
/// What must be equal, byte for byte, for one answer to serve two requests: the framed scope and the canonical body. Scope bytes are
/// rented; the body belongs to whoever made it and must live as long.
/// </summary>
public sealed class CacheIdentity : IDisposable
{
    private readonly PooledBuffer _scope = new(512);
    private readonly CanonicalBody _body;

    public CacheIdentity(CacheScope scope, CanonicalBody body)
    {
        scope.WriteTo(_scope);
        _body = body;
        Organization = scope.Organization;
        Project = scope.Project;
        var framed = _scope.Length;
        new FrameWriter(_scope).Optional(body.Digest);
        Key = new CacheKey(Digest.Of(_scope.Written));
        ScopeLength = framed;
    }

    public CacheKey Key { get; }

    public string Organization { get; }

    public string Project { get; }

    /// <summary>The framed scope.</summary>
    public ReadOnlySpan<byte> Scope => _scope.Written[..ScopeLength];

    /// <summary>The canonical body.</summary>
    public ReadOnlySpan<byte> Body => _body.Bytes;

    private int ScopeLength { get; }

    public void Dispose() => _scope.Dispose();
}
