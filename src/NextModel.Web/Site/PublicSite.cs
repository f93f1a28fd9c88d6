using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NextModel.Configuration;
using NextModel.Web.Benchmarks;
using NextModel.Web.Docs;
using NextModel.Web.Localization;
using NextModel.Web.Pages;

namespace NextModel.Web.Site;

/// <summary>The public site: its routes in every language, its files, and what a browser may do with them.</summary>
/// <remarks>Each path is a route of its own, one for every language: a pattern over all of them would be weighed at every API request.</remarks>
public sealed class PublicSite(SnapshotHolder snapshots, string publicUrl, TimeProvider time)
{
    /// <summary>Where a request keeps the language of its page.</summary>
    internal const string LocaleItem = "nextmodel.locale";

    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private static readonly SitePage[] All =
    [
        new("/", (view, _) => Page<LandingPage>(view)),
        new("/models", (view, context) => Page<ModelsPage>(view, ("Query", ModelQuery.Read(context.Request.Query)))),
        new("/models/{**id}", (view, context) => ModelPage(view, context.Request.RouteValues["id"] as string ?? "")),
        new("/compare", (view, context) => Page<ComparePage>(view, ("Query", CompareQuery.Read(context.Request.Query, view)))),
        new("/pricing", (view, context) => Page<PricingPage>(view, ("Query", PricingQuery.Read(context.Request.Query, view)))),
        new("/docs", (view, _) => DocPage(view, DocLibrary.First)),
        new("/docs/{**slug}", (view, context) => DocPage(view, context.Request.RouteValues["slug"] as string ?? "")),
        new("/benchmarks/cache-safety", (view, _) => Page<CacheSafetyPage>(view)),
        new("/tools/receipt-verifier", (view, _) => Page<VerifierPage>(view)),
        .. LegalPage.Names.Select(name => new SitePage("/legal/" + name, (view, _) => Page<LegalPage>(view, ("Name", name)))),
    ];

    private readonly AssetStore _assets = AssetStore.Embedded;
    private readonly string _publicUrl = publicUrl;

    /// <summary>The paths of all pages without parameters, in every language: for tests and the site map.</summary>
    public static IEnumerable<string> Paths =>
        Locale.All.SelectMany(locale => All.Where(page => !page.Path.Contains('{', StringComparison.Ordinal)).Select(page => locale.Link(page.Path)));

    public static void AddServices(IServiceCollection services)
    {
        services.AddSingleton<HtmlEncoder>(HtmlText.Encoder);
        services.AddRazorComponents();

        // The components ask for it and nothing here uses it. Its own start would write a key into somebody's home directory.
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        foreach (var start in services.Where(one => one.ServiceType == typeof(IHostedService) && one.ImplementationType?.Assembly == typeof(EphemeralDataProtectionProvider).Assembly).ToList())
        {
            services.Remove(start);
        }
    }

    public void Map(IEndpointRouteBuilder application)
    {
        // Pages for people are not in the document of the API.
        var routes = PageFailures.Map(application, this, time);
        foreach (var locale in Locale.All)
        {
            foreach (var page in All)
            {
                routes.MapMethods(locale.Link(page.Path), [HttpMethods.Get, HttpMethods.Head], context => AnswerAsync(context, locale, page));
            }
        }

        routes.MapMethods("/assets/{**path}", [HttpMethods.Get, HttpMethods.Head], SendAssetAsync);
        foreach (var name in CacheSafetyReports.Names)
        {
            routes.MapMethods($"/benchmarks/cache-safety/{name}.json", [HttpMethods.Get, HttpMethods.Head], () => Results.Text(CacheSafetyReports.Find(name)!, "application/json"));
        }

        routes.MapMethods("/sitemap.xml", [HttpMethods.Get, HttpMethods.Head], context => SiteMap.SendAsync(context, _publicUrl, snapshots.Current));
        routes.MapMethods("/robots.txt", [HttpMethods.Get, HttpMethods.Head], context =>
        {
            context.Response.ContentType = "text/plain; charset=utf-8";
            return context.Response.WriteAsync($"User-agent: *\nDisallow: /v1/\nDisallow: /api/\nSitemap: {_publicUrl}/sitemap.xml\n", context.RequestAborted);
        });
    }

    /// <summary>Answers with a page that says there is none, when a browser asked.</summary>
    /// <returns>False when it is no browser, and nothing was written.</returns>
    public async ValueTask<bool> TryRefuseUnknownAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (!IsBrowser(context.Request))
        {
            return false;
        }

        var path = context.Request.Path.Value ?? "/";
        var locale = Locale.All.FirstOrDefault(l => l.Prefix.Length > 0 && (path == l.Prefix || path.StartsWith(l.Prefix + "/", StringComparison.Ordinal))) ?? Locale.English;
        await AnswerAsync(context, locale, new SitePage(path[locale.Prefix.Length..], (view, _) => NotFound(view)));
        return true;
    }

    private static bool IsBrowser(HttpRequest request) =>
        (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        && !request.Path.StartsWithSegments("/v1", StringComparison.Ordinal)
        && !request.Path.StartsWithSegments("/openai", StringComparison.Ordinal)
        && !request.Path.StartsWithSegments("/api", StringComparison.Ordinal)
        && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    private static IResult ModelPage(SiteView view, string id) => view.Catalog.Find(id) switch
    {
        null => NotFound(view),
        { } model when model.Model.Id != id => Results.Redirect(view.Link("/models/" + model.Model.Id), permanent: false),
        { } model => Page<ModelPage>(view, ("Model", model)),
    };

    private static IResult DocPage(SiteView view, string slug) =>
        DocLibrary.Find(slug, view.Locale) is { } doc ? Page<DocPage>(view, ("Doc", doc)) : NotFound(view);

    internal static RazorComponentResult<NotFoundPage> NotFound(SiteView view) => Page<NotFoundPage>(view, StatusCodes.Status404NotFound);

    /// <summary>A page of the site, or of the dashboard, which has a view of its own.</summary>
    internal static RazorComponentResult<T> Render<T>(int status, params ReadOnlySpan<(string Name, object? Value)> values)
        where T : IComponent
    {
        var parameters = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, value) in values)
        {
            parameters[name] = value;
        }

        return new RazorComponentResult<T>(parameters) { StatusCode = status, PreventStreamingRendering = true };
    }

    private static RazorComponentResult<T> Page<T>(SiteView view, params ReadOnlySpan<(string Name, object? Value)> more)
        where T : IComponent => Page<T>(view, StatusCodes.Status200OK, more);

    private static RazorComponentResult<T> Page<T>(SiteView view, int status, params ReadOnlySpan<(string Name, object? Value)> more)
        where T : IComponent
    {
        return Render<T>(status, [("View", view), .. more]);
    }

    private Task AnswerAsync(HttpContext context, Locale locale, SitePage page) => page.Answer(Begin(context, locale, context.Request.QueryString.ToUriComponent()), context).ExecuteAsync(context);

    /// <summary>What a page in that language is made from. Sets the headers of every page.</summary>
    internal SiteView Begin(HttpContext context, Locale locale, string query = "")
    {
        context.Items[LocaleItem] = locale;
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()";
        headers.CacheControl = "no-cache";
        return new SiteView
        {
            Locale = locale,
            Path = context.Request.Path.Value is { } path && path.Length > locale.Prefix.Length ? path[locale.Prefix.Length..] : "/",
            Query = query,
            PublicUrl = _publicUrl,
            Catalog = CatalogListing.Of(snapshots.Current),
            Assets = _assets,
            Now = time.GetUtcNow(),
        };
    }

    private async Task SendAssetAsync(HttpContext context)
    {
        if (_assets.Find(context.Request.Path.Value ?? "") is not { } asset)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var response = context.Response;
        response.ContentType = asset.ContentType;
        response.Headers.CacheControl = "public, max-age=31536000, immutable";
        response.Headers.XContentTypeOptions = "nosniff";
        var bytes = asset.Bytes;
        if (asset.Brotli is { } brotli)
        {
            response.Headers.Vary = "Accept-Encoding";
            if (context.Request.Headers.AcceptEncoding.ToString().Contains("br", StringComparison.Ordinal))
            {
                response.Headers.ContentEncoding = "br";
                bytes = brotli;
            }
        }

        response.ContentLength = bytes.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await response.Body.WriteAsync(bytes, context.RequestAborted);
        }
    }
}
