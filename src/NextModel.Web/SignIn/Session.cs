using NextModel.Web.Localization;

namespace NextModel.Web.SignIn;

/// <summary>A browser that signed in. It holds no role: what it may see is looked up at each request.</summary>
/// <param name="ManagementKeyId">The management key it signed in with; null for the operator.</param>
/// <param name="Locale">The language it signed in with.</param>
/// <param name="CreatedAt">When it signed in.</param>
internal sealed record Session(string? ManagementKeyId, Locale Locale, DateTimeOffset CreatedAt)
{
    /// <summary>When it last asked for something.</summary>
    public DateTimeOffset LastSeenAt { get; init; } = CreatedAt;
}
