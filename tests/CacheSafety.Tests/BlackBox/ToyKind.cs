namespace CacheSafety.Tests.BlackBox;

/// <summary>What a toy cache takes for the same request.</summary>
public enum ToyKind
{
    /// <summary>Nothing is cached.</summary>
    Off,

    /// <summary>The same bytes of the same project and account.</summary>
    HonestExact,

    /// <summary>The same bytes, whoever sends them.</summary>
    NoTenantScope,

    /// <summary>The same model, messages, temperature, top_p and max_tokens.</summary>
    PickedFields,

    /// <summary>The same model and last user message.</summary>
    LastUserMessage,

    /// <summary>The same bytes but for the case of letters.</summary>
    LowerCaseFold,

    /// <summary>The same bytes of the same project and account, for ever; the others keep an entry for 24 hours.</summary>
    NeverExpires,
}
