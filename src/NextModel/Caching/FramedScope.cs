using NextModel.Json;

namespace NextModel.Caching;

/// <summary>A scope as framed bytes and their digest: made once and shared by all requests of the scope.</summary>
public sealed class FramedScope
{
    public FramedScope(CacheScope scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        Organization = scope.Organization;
        Project = scope.Project;
        var framed = new PooledBuffer(512);
        scope.WriteTo(framed);
        Bytes = framed.Detach();
        Digest = Digest.Of(Bytes);
    }

    /// <summary>Organization id.</summary>
    public string Organization { get; }

    /// <summary>Project id.</summary>
    public string Project { get; }

    /// <summary>See <see cref="CacheScope.WriteTo"/>. Nobody may write into them.</summary>
    public byte[] Bytes { get; }

    /// <summary>SHA-256 of <see cref="Bytes"/>.</summary>
    public Digest Digest { get; }
}
