namespace NextModel.Providers;

/// <summary>Where a failed attempt may be tried again.</summary>
public enum RetryScope
{
    /// <summary>Nowhere: the request itself is at fault.</summary>
    Never = 0,

    /// <summary>Not here, but perhaps at another source.</summary>
    OtherSource = 1,

    /// <summary>Here again, then at another source.</summary>
    SameSource = 2,
}
