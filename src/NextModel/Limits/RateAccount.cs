namespace NextModel.Limits;

/// <summary>The limits of one key or project and where it stands. Only under the limiter's lock.</summary>
internal sealed class RateAccount(string scopeId, string word, RateLimits limits, RateReplicas? replicas)
{
    private readonly RateSlice? _places = replicas is null ? null : new RateSlice(RateKind.InFlight, replicas);

    /// <summary>Id of the key or project.</summary>
    public string ScopeId => scopeId;

    /// <summary><c>key</c> or <c>project</c>.</summary>
    public string Word => word;

    public RateLimits Limits { get; set; } = limits;

    public RateMeter Requests { get; } = replicas is null ? new RateBucket() : new RateSlice(RateKind.Requests, replicas);

    public RateMeter Tokens { get; } = replicas is null ? new RateBucket() : new RateSlice(RateKind.Tokens, replicas);

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

    /// <summary>Whether one more may be in flight.</summary>
    public bool HasRoom(int most) => _places is null ? InFlight < most : _places.HasRoom(InFlight, most);

    /// <summary>A request enters.</summary>
    public void Enter()
    {
        InFlight++;
        if (Limits.RequestsPerMinute is not null)
        {
            Requests.Take(1);
        }
    }

    /// <summary>Takes tokens, or, negative, puts them back.</summary>
    public void TakeTokens(double tokens)
    {
        if (Limits.TokensPerMinute is not null)
        {
            Tokens.Take(tokens);
        }
    }

    /// <summary>A request asks for tokens, whether or not it gets them.</summary>
    public void AskTokens(double tokens)
    {
        if (Limits.TokensPerMinute is not null)
        {
            Tokens.Ask(tokens);
        }
    }

    /// <summary>A request asks, whether or not it may enter.</summary>
    public void Ask()
    {
        if (Limits.RequestsPerMinute is not null)
        {
            Requests.Ask(1);
        }

        if (Limits.Concurrent is not null)
        {
            _places?.Ask(1);
        }
    }

    /// <summary>Its part of one limit that is shared.</summary>
    public RateSlice? SliceOf(RateKind kind) => kind switch
    {
        RateKind.Requests => Requests as RateSlice,
        RateKind.Tokens => Tokens as RateSlice,
        _ => _places,
    };

    /// <summary>Its limits that are shared, with what each is of.</summary>
    public IEnumerable<(RateSlice Slice, long Limit, int InFlight)> Slices()
    {
        if (Limits.RequestsPerMinute is { } requests && Requests is RateSlice ofRequests)
        {
            yield return (ofRequests, requests, 0);
        }

        if (Limits.TokensPerMinute is { } tokens && Tokens is RateSlice ofTokens)
        {
            yield return (ofTokens, tokens, 0);
        }

        if (Limits.Concurrent is { } most && _places is not null)
        {
            yield return (_places, most, InFlight);
        }
    }
}
