namespace NextModel.Web.Docs;

/// <summary>A part of the list of documents. What the list does not name is found through links and the search of a browser.</summary>
/// <param name="Key">Names its heading among the texts: <c>docs.group.{key}</c>.</param>
/// <param name="Slugs">Its documents in reading order.</param>
public sealed record DocGroup(string Key, IReadOnlyList<string> Slugs)
{
    public static IReadOnlyList<DocGroup> All { get; } =
    [
        new("start", ["quickstart", "dashboard", "sign-in", "self-hosting", "observability", "keys", "openai-compatibility"]),
        new("use", ["chat-completions", "streaming", "tools-and-json", "claude-code", "responses", "exact-cache", "idempotency", "errors", "byok"]),
        new("control", ["policies", "policy-cookbook", "policy-schema", "routing", "budgets", "credits", "webhooks"]),
        new("account", ["receipts", "receipt", "metering-and-charging", "usage", "statements", "export-formats", "reconcile"]),
        new("catalog", ["catalog", "prices", "pricing", "sources", "add-a-source", "dialects"]),
        new("measure", ["cache-safety", "cachesafety-in-ci"]),
        new("operate", ["operations", "backup", "upgrade", "postgres", "durability", "failure", "performance", "configuration", "cli", "admin-api"]),
    ];

    /// <summary>Those of its documents that this build has.</summary>
    public IEnumerable<string> Present(Localization.Locale locale) => Slugs.Where(slug => DocLibrary.Find(slug, locale) is not null);
}
