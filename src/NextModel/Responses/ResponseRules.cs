namespace NextModel.Responses;

/// <summary>Whether and how long responses are kept for their callers.</summary>
/// <param name="Store">False keeps nothing, whatever a request says.</param>
/// <param name="Ttl">How long one is kept.</param>
public sealed record ResponseRules(bool Store, TimeSpan Ttl)
{
    /// <summary>As OpenAI does it: 30 days.</summary>
    public static ResponseRules Default { get; } = new(Store: true, TimeSpan.FromDays(30));
}
