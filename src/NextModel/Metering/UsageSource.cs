namespace NextModel.Metering;

/// <summary>Who counted the tokens. Numbers are persisted and never reused.</summary>
public enum UsageSource
{
    /// <summary>Nobody: there is nothing to count.</summary>
    None = 0,

    /// <summary>The upstream said so.</summary>
    Provider = 1,

    /// <summary>Counted here.</summary>
    Estimated = 2,

    /// <summary>Copied from the fresh receipt.</summary>
    Replayed = 3,
}
