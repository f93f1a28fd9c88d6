namespace NextModel.Limits;

/// <summary>The limits of one key or project and where it stands. Only under the limiter's lock.</summary>
internal sealed class RateAccount(string word, RateLimits limits)
{
    public RateBucket Requests;
    public RateBucket Tokens;

    /// <summary><c>key</c> or <c>project</c>.</summary>
    public string Word => word;

    public RateLimits Limits { get; set; } = limits;

    public int InFlight { get; set; }

    public void Fill(long now, TimeProvider time)
    {
        if (Limits.RequestsPerMinute is { } requests)
        {
            Requests.Fill(requests, now, time);
        }

        if (Limits.TokensPerMinute is { } tokens)
        {
            Tokens.Fill(tokens, now, time);
        }
    }
}
