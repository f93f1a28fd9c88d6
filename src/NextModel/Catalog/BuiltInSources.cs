namespace NextModel.Catalog;

/// <summary>The sources in the box: each is live once its key variable is set. Their facts are the files in <c>catalog/sources</c>.</summary>
public static class BuiltInSources
{
    /// <summary>Id of the simulated source that needs no key.</summary>
    public const string SandboxId = "sandbox";

    /// <summary>Every source whose dialect is spoken here, without its credential, and the variable that holds it.</summary>
    public static IReadOnlyList<(Source Source, string KeyVariable)> All { get; } =
        [.. ModelCatalog.BuiltIn.Sources.Select(s => (Source: s.ToSource(), s.KeyVariable)).Where(s => s.Source is not null).Select(s => (s.Source!, s.KeyVariable))];

    /// <summary>Those of <see cref="All"/>, and those whose address every account completes for itself, which have none here.</summary>
    private static readonly System.Collections.Frozen.FrozenDictionary<string, Source> ById = System.Collections.Frozen.FrozenDictionary.ToFrozenDictionary(
        ModelCatalog.BuiltIn.Sources.Select(s => s.NeedsAddress ? s.At(new Uri("about:blank")) : s.ToSource()).OfType<Source>(), s => s.Id, StringComparer.Ordinal);

    /// <summary>Sources the catalog lists and nobody can call yet: their dialect is not spoken here.</summary>
    public static IReadOnlyList<CatalogSource> NotSpoken { get; } = [.. ModelCatalog.BuiltIn.Sources.Where(s => DialectNames.Find(s.Dialect) is null)];

    /// <summary>The source of that id, live or not, without a credential; null when the catalog has none, or nobody here speaks its dialect.</summary>
    public static Source? Find(string id) => ById.GetValueOrDefault(id);

    /// <summary>The simulated source.</summary>
    public static Source Sandbox { get; } = new()
    {
        Id = SandboxId,
        Dialect = Dialect.Sandbox,
        BaseUrl = new Uri("sandbox://nextmodel"),
        Region = "local",
        Sandbox = true,
    };

    /// <summary>The simulated model. Its price makes receipts show arithmetic; nothing is owed for it.</summary>
    public static Model SandboxEcho { get; } = new(
        "sandbox-echo", [new Offer(Sandbox, "sandbox-echo", new Price("sandbox-1", "USD", 0.15m, 0.075m, 0.60m))])
    {
        OwnedBy = "nextmodel",
        Capabilities = new CapabilitySet(Capability.Chat | Capability.Embeddings | Capability.Temperature, Capability.None),
    };
}
