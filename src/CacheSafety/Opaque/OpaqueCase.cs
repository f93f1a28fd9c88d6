using CacheSafety.BlackBox;
using CacheSafety.Cases;

namespace CacheSafety.Opaque;

/// <summary>What is known of a case while an opaque target is probed.</summary>
internal sealed class OpaqueCase(Case one, string sentence)
{
    public Case Case { get; } = one;

    public ReadOnlyMemory<byte> OldBody { get; } = Salt.Into(one.Old.Body, sentence);

    public ReadOnlyMemory<byte> NewBody { get; } = Salt.Into(one.New.Body, sentence);

    public string? NotRun { get; set; }

    /// <summary>The answer that is stored if any is.</summary>
    public OpaqueAnswer? Prime { get; set; }

    public bool IsControlLive { get; set; }

    public bool ForbidsStoring { get; } = one.Old.Headers.Any(header => header.Value.Contains("no-store", StringComparison.OrdinalIgnoreCase));
}
