namespace NextModel.Catalog;

/// <summary>The quirks of a source as its catalog file states them; what it leaves out is as in <see cref="SourceQuirks.None"/>.</summary>
/// <remarks>A type of its own because the JSON reader fills members that a file leaves out with false, not with their defaults.</remarks>
public sealed record CatalogQuirks
{
    public bool? DeveloperRoleToSystem { get; init; }

    public string? MaxTokensName { get; init; }

    public bool? UsageInStream { get; init; }

    public bool? InputIncludesCache { get; init; }

    public bool? OutputIncludesReasoning { get; init; }

    public decimal? MaxTemperature { get; init; }

    public int? MaxStops { get; init; }

    public string? ToolChoiceRequired { get; init; }

    public bool? StrictTools { get; init; }

    public bool? NullContent { get; init; }

    public string? ReasoningIn { get; init; }

    public bool? ImageAddresses { get; init; }

    public bool? TextParts { get; init; }

    public bool? JsonObject { get; init; }

    public bool? JsonSchema { get; init; }

    public string? ThinkingSwitch { get; init; }

    public bool? ThinkTags { get; init; }

    public IReadOnlyList<string>? DropMembers { get; init; }

    public bool? StreamOnly { get; init; }

    public SourceQuirks ToQuirks()
    {
        var usual = SourceQuirks.None;
        return new SourceQuirks
        {
            DeveloperRoleToSystem = DeveloperRoleToSystem ?? usual.DeveloperRoleToSystem,
            MaxTokensName = MaxTokensName ?? usual.MaxTokensName,
            UsageInStream = UsageInStream ?? usual.UsageInStream,
            InputIncludesCache = InputIncludesCache ?? usual.InputIncludesCache,
            OutputIncludesReasoning = OutputIncludesReasoning ?? usual.OutputIncludesReasoning,
            MaxTemperature = MaxTemperature,
            MaxStops = MaxStops,
            ToolChoiceRequired = ToolChoiceRequired,
            StrictTools = StrictTools ?? usual.StrictTools,
            NullContent = NullContent ?? usual.NullContent,
            ReasoningIn = ReasoningIn,
            ImageAddresses = ImageAddresses ?? usual.ImageAddresses,
            TextParts = TextParts ?? usual.TextParts,
            JsonObject = JsonObject ?? usual.JsonObject,
            JsonSchema = JsonSchema ?? usual.JsonSchema,
            ThinkingSwitch = ThinkingSwitch,
            ThinkTags = ThinkTags ?? usual.ThinkTags,
            DropMembers = DropMembers ?? usual.DropMembers,
            StreamOnly = StreamOnly ?? usual.StreamOnly,
        };
    }
}
