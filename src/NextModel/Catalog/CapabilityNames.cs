namespace NextModel.Catalog;

/// <summary>The spelling of capabilities in configuration, catalog files and the API.</summary>
public static class CapabilityNames
{
    private static readonly (string Name, Capability Capability)[] Names =
    [
        ("chat", Capability.Chat),
        ("embeddings", Capability.Embeddings),
        ("tools", Capability.Tools),
        ("parallel_tools", Capability.ParallelTools),
        ("json_object", Capability.JsonObject),
        ("json_schema", Capability.JsonSchema),
        ("vision", Capability.Vision),
        ("audio", Capability.Audio),
        ("video", Capability.Video),
        ("files", Capability.Files),
        ("reasoning", Capability.Reasoning),
        ("prompt_caching", Capability.PromptCaching),
        ("temperature", Capability.Temperature),
        ("images", Capability.Images),
        ("speech", Capability.Speech),
        ("transcription", Capability.Transcription),
        ("moderation", Capability.Moderation),
    ];

    /// <summary>Every name with the one capability it stands for.</summary>
    public static IReadOnlyList<(string Name, Capability Capability)> All => Names;

    /// <summary>All names in one line, for messages.</summary>
    public static string Known { get; } = string.Join(", ", Names.Select(n => n.Name));

    /// <summary>The capability of that name; null when there is none.</summary>
    public static Capability? Parse(string name)
    {
        foreach (var (known, capability) in Names)
        {
            if (known == name)
            {
                return capability;
            }
        }

        return null;
    }

    /// <summary>The names of every capability in the flags, in a fixed order.</summary>
    public static IEnumerable<string> Of(Capability flags) => Names.Where(n => (flags & n.Capability) != 0).Select(n => n.Name);
}
