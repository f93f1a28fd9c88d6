using NextModel.Credentials;

namespace NextModel.Policies;

/// <summary>One rule: when it matches, and what it decides then. What it leaves out it does not restrict.</summary>
/// <param name="Name">Unique in its document; receipts and refusals show it.</param>
/// <param name="When">What must be true of a request.</param>
public sealed record PolicyRule(string Name, RuleConditions When)
{
    /// <summary>Refuses the request, with this text for the caller; null does not.</summary>
    public string? Deny { get; init; }

    /// <summary>Models that may be called.</summary>
    public NameFilter Models { get; init; } = NameFilter.All;

    /// <summary>Sources that may be called.</summary>
    public NameFilter Sources { get; init; } = NameFilter.All;

    /// <summary>Regions that data may go to.</summary>
    public NameFilter Regions { get; init; } = NameFilter.All;

    /// <summary>False rejects models that are a preview.</summary>
    public bool AllowsPreview { get; init; } = true;

    /// <summary>Most output tokens per choice, from 1; null does not cap them.</summary>
    public long? MaxOutputTokens { get; init; }

    /// <summary>Highest temperature, 0 to 2; null does not cap it.</summary>
    public decimal? MaxTemperature { get; init; }

    /// <summary>False neither asks the exact cache nor fills it.</summary>
    public bool AllowsCache { get; init; } = true;

    /// <summary>Whose credentials it may go out under; null leaves that to the document.</summary>
    public CredentialUse? Credentials { get; init; }

    /// <summary>Where the request goes; null leaves it to wider policies and to what the caller named.</summary>
    public PolicyRoute? Route { get; init; }
}
