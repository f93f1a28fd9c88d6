namespace NextModel.Policies;

/// <summary>How the targets of a route are put in order. The first is tried first, and is the one the exact cache is asked for.</summary>
public enum RouteStrategy
{
    /// <summary>As they are written.</summary>
    Priority,

    /// <summary>Drawn by weight; the same request draws the same.</summary>
    Weighted,

    /// <summary>By what this request would cost.</summary>
    Cheapest,

    /// <summary>By how soon each has been answering.</summary>
    Fastest,

    /// <summary>The same for the same key and beginning of the prompt, so that a provider's own prompt cache is met again.</summary>
    Sticky,
}
