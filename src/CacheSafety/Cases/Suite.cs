namespace CacheSafety.Cases;

/// <summary>What decides a case.</summary>
public enum Suite
{
    /// <summary>The request bodies.</summary>
    Core,

    /// <summary>Who asks, or whose account pays upstream: the bodies are the same.</summary>
    Scope,

    /// <summary>Time: the same request, later than 24 hours.</summary>
    Freshness,

    /// <summary>The request's own cache directives.</summary>
    Control,

    /// <summary>Nothing an exact cache could see, though a user might mind. Reported, never gated.</summary>
    Advisory,
}
