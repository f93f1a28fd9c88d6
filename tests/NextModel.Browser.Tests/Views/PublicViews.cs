using NextModel.Web.Docs;
using NextModel.Web.Localization;
using NextModel.Web.Site;

namespace NextModel.Browser.Tests.Views;

/// <summary>Every page of the public site in every language: those without a parameter from the routes, every document, and the states of the others.</summary>
internal static class PublicViews
{
    /// <summary>What answers with something else than a page, and why; also where signing in is checked elsewhere.</summary>
    public static IReadOnlyDictionary<string, string> NoPages { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["/assets/{**path}"] = "files",
        ["/benchmarks/cache-safety/replay.json"] = "a file",
        ["/benchmarks/cache-safety/gateway-json.json"] = "a file",
        ["/benchmarks/cache-safety/gateway-streams.json"] = "a file",
        ["/tools/receipt-verifier.js"] = "a script",
        ["/openapi/v1.json"] = "for machines",
        ["/schemas/policy/1.json"] = "for machines",
        ["/sitemap.xml"] = "for machines",
        ["/robots.txt"] = "for machines",
        ["/sign-in/sso"] = "leads to the identity provider",
        ["/sign-in/sso/callback"] = "comes back from it",
    };

    // In all languages.
    private static readonly (string Route, string Path)[] States =
    [
        ("/models", "/models?page=2"), ("/models", "/models?q=nothing-like-it&max=x"), ("/models/{**id}", "/models/claude-sonnet-4-5"), ("/models/{**id}", "/models/deepseek-flash"),
        ("/models/{**id}", "/models/nothing-like-it"), ("/compare", "/compare?ids=gpt-4o-mini,claude-sonnet-4-5&in=2000&out=x"), ("/pricing", "/pricing?model=nothing-like-it"), ("/sign-in", "/sign-in"),
    ];

    private static readonly string[] Pictured =
    [
        "/", "/en-GB", "/ms-MY", "/zh", "/models", "/zh/models", "/models/claude-sonnet-4-5", "/compare", "/pricing", "/docs/quickstart", "/zh/docs/quickstart", "/docs/budgets", "/tools/receipt-verifier",
        "/benchmarks/cache-safety", "/legal/terms", "/sign-in", "/models/nothing-like-it",
    ];

    public static IReadOnlyList<PageView> All { get; } =
    [
        .. PublicSite.Paths.Select(path => View(path, path)),
        .. Locale.All.SelectMany(locale => States.Select(state => View(locale.Link(state.Route), locale.Link(state.Path)))),
        .. Locale.All.SelectMany(locale => DocLibrary.Slugs.Where(slug => IsOwn(slug, locale)).Select(slug => View(locale.Link("/docs/{**slug}"), locale.Link("/docs/" + slug)))),
    ];

    private static PageView View(string route, string path) => new(route, path, path) { IsPictured = Pictured.Contains(path) };

    // British English has no documents of its own; of those that are not translated one says so for all.
    private static bool IsOwn(string slug, Locale locale) =>
        locale == Locale.English || slug == "cli" || (locale != Locale.British && DocLibrary.Find(slug, locale)!.IsTranslated);
}
