namespace NextModel.Policies;

/// <summary>What several rules that hold for one request allow together: the least that any of them does. Asked on each request, it makes no lists.</summary>
/// <param name="MaxOutputTokens">Most output tokens per choice; null when no rule caps them.</param>
/// <param name="MaxTemperature">Highest temperature; null when no rule caps it.</param>
/// <param name="AllowsCache">False when a rule keeps the request out of the exact cache.</param>
/// <param name="LeavesTargetsAlone">True when none of them chooses, restricts or orders targets.</param>
internal readonly record struct PolicyCaps(long? MaxOutputTokens, decimal? MaxTemperature, bool AllowsCache, bool LeavesTargetsAlone)
{
    /// <summary>Of no rule.</summary>
    public static PolicyCaps None => new(null, null, AllowsCache: true, LeavesTargetsAlone: true);

    /// <summary>These and those of the matches.</summary>
    public PolicyCaps And(IReadOnlyList<RuleMatch> matches)
    {
        var caps = this;
        for (var i = 0; i < matches.Count; i++)
        {
            caps = caps.And(matches[i]);
        }

        return caps;
    }

    private PolicyCaps And(RuleMatch match) => match.Rule is not { } rule
        ? this with { LeavesTargetsAlone = LeavesTargetsAlone && !match.LimitsCredentials }
        : new PolicyCaps(
            rule.MaxOutputTokens < MaxOutputTokens ? rule.MaxOutputTokens : MaxOutputTokens ?? rule.MaxOutputTokens,
            rule.MaxTemperature < MaxTemperature ? rule.MaxTemperature : MaxTemperature ?? rule.MaxTemperature,
            AllowsCache && rule.AllowsCache,
            LeavesTargetsAlone && !match.LimitsCredentials && rule.Models.IsOpen && rule.Sources.IsOpen && rule.Regions.IsOpen && rule.AllowsPreview
                && rule.Route is null);
}
