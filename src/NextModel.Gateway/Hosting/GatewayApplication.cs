using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NextModel.Gateway.Admin;
using NextModel.Gateway.Anthropic;
using NextModel.Gateway.Comparing;
using NextModel.Gateway.Monitoring;
using NextModel.Gateway.OpenAI;
using NextModel.Gateway.OpenAI.Objects;
using NextModel.Gateway.OpenApi;
using NextModel.Gateway.Payments;
using NextModel.Gateway.Pricing;
using NextModel.Gateway.Reporting;
using NextModel.Gateway.Responses;
using NextModel.Gateway.Serving;
using NextModel.Ledger;
using NextModel.Pipeline;
using NextModel.Providers.Clients;
using NextModel.Providers.Objects;
using NextModel.Telemetry;
using NextModel.Web.Dashboard;
using NextModel.Web.Dashboard.Playground;
using NextModel.Web.SignIn;
using NextModel.Web.Site;

namespace NextModel.Gateway.Hosting;

/// <summary>The web server over one open installation: the composition root of everything that speaks HTTP.</summary>
public sealed partial class GatewayApplication : IAsyncDisposable
{
    private const string StrictLineFeeds = "Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators";

    private readonly WebApplication _application;
    private readonly TelemetryExports _exports;
    private readonly WaitProbe? _probe;
    private readonly ILogger<GatewayApplication> _logger;

    private GatewayApplication(WebApplication application, TelemetryExports exports, InstallationBatches batches, WaitProbe? probe, ILogger<GatewayApplication> logger)
    {
        _application = application;
        _probe = probe;
        Batches = batches;
        _exports = exports;
        _logger = logger;
        Addresses = [.. application.Urls.Select(address => new Uri(address))];
    }

    /// <summary>Where it listens.</summary>
    public IReadOnlyList<Uri> Addresses { get; }

    /// <summary>Every route that is mapped.</summary>
    internal IEnumerable<RouteEndpoint> MappedRoutes =>
        ((IEndpointRouteBuilder)_application).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>();

    /// <summary>Batches, and what they cost.</summary>
    internal InstallationBatches Batches { get; }

    /// <summary>Where the server gets the blocks it reads and writes.</summary>
    internal IMemoryPoolFactory<byte> BlockPools => _application.Services.GetRequiredService<IMemoryPoolFactory<byte>>();

    /// <summary>Starts listening. The installation stays open when the server stops; its owner closes it.</summary>
    /// <param name="installation">What is served.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <param name="measuresWait">Whether it measures how long its callers wait; where it does not, no wait is too long.</param>
    public static async Task<GatewayApplication> StartAsync(OpenInstallation installation, CancellationToken cancellationToken, bool measuresWait = true)
    {
        ArgumentNullException.ThrowIfNull(installation);

        // A bare line feed ends a header line for some proxies and not for others, which is how requests are smuggled.
        AppContext.SetSwitch(StrictLineFeeds, true);

        // Empty: the defaults watch the working directory for configuration files, and so every write to a database in it.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        ConfigureServer(builder, installation);
        var application = builder.Build();
        var exports = TelemetryExports.Start(installation.Installation, installation.Telemetry.Metrics.MeterName);
        installation.Telemetry.Metrics.BeginAtZero();
        var batches = new InstallationBatches(installation);
        Map(application, installation, batches, exports.Readings);
        await application.StartAsync(cancellationToken);
        var probe = measuresWait ? new WaitProbe(installation.Load, new Uri(application.Urls.First()), installation.Loggers.CreateLogger<WaitProbe>()) : null;
        var gateway = new GatewayApplication(application, exports, batches, probe, installation.Loggers.CreateLogger<GatewayApplication>());
        installation.CredentialEgress.OwnPorts = installation.Egress.OwnPorts = [.. gateway.Addresses.Select(address => address.Port)];
        installation.StartDelivering();
        _ = gateway.StopWhenClosedAsync(installation.Ledger.Admission, installation.DrainLimit);
        return gateway;
    }

    /// <summary>
    /// Completes when the process was told to stop, or the ledger failed for good, and the requests in flight have ended.
    /// </summary>
    public Task WaitForShutdownAsync(CancellationToken cancellationToken) => _application.WaitForShutdownAsync(cancellationToken);

    /// <summary>Stops accepting, lets requests in flight end, up to the drain limit.</summary>
    public Task StopAsync() => _application.StopAsync();

    public async ValueTask DisposeAsync()
    {
        _probe?.Dispose();
        await _application.DisposeAsync();
        await Batches.DisposeAsync();
        _exports.Dispose();
    }

    // What is in flight cannot be recorded any more, but a caller who is being told something may as well hear the rest.
    private async Task StopWhenClosedAsync(LedgerAdmission admission, TimeSpan drainLimit)
    {
        LogLedgerClosed(await admission.Closed, (int)drainLimit.TotalSeconds);
        _application.Lifetime.StopApplication();
    }

    private static void ConfigureServer(WebApplicationBuilder builder, OpenInstallation installation)
    {
        builder.Services.AddRoutingCore();
        PublicSite.AddServices(builder.Services);
        builder.Services.AddSingleton(installation.Loggers);
        var delay = installation.Installation.ShutdownDelay;
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = delay + installation.DrainLimit);
        builder.Services.AddHostedService(_ => new ShutdownDelay(delay, installation.Ledger.Admission, installation.Time));
        builder.WebHost.UseUrls([.. installation.Installation.Urls.Select(u => u.ToString())]);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.AllowSynchronousIO = false;
            kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http1);
            var limits = kestrel.Limits;
            limits.MaxRequestBodySize = RequestBody.MaxBytes + 1;
            limits.MaxRequestHeaderCount = 64;
            limits.MaxRequestHeadersTotalSize = 16 * 1024;
            limits.MaxRequestLineSize = 8 * 1024;
            limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            limits.KeepAliveTimeout = TimeSpan.FromSeconds(60);
            limits.MaxConcurrentConnections = 16_000;
        });

        // After Kestrel, which registers its own: the last one counts.
        builder.Services.AddSingleton<IMemoryPoolFactory<byte>, LargeBlockPoolFactory>();
    }

    private static void Map(WebApplication application, OpenInstallation installation, InstallationBatches batches, PrometheusReader? readings)
    {
        var time = installation.Time;

        // Not a route for every path: it would be weighed, and its values kept, beside the right one at each request.
        application.UseRouting();
        var site = new PublicSite(installation.Snapshots, installation.Installation.PublicUrl, time);
        var lifetime = application.Lifetime;
        application.Use((context, next) =>
        {
            // A connection that stays open would be closed under the next request.
            if (lifetime.ApplicationStopping.IsCancellationRequested)
            {
                context.Response.Headers.Connection = "close";
            }

            return context.GetEndpoint() is RouteEndpoint ? next(context) : RefuseUnknownAsync(context, site, time);
        });
        site.Map(application);
        var bodies = installation.Bodies;
        var inference = new InferenceEndpoint(
            installation.Pipeline, installation.Installation, bodies, installation.Load, installation.Telemetry.Requests, time, installation.Loggers.CreateLogger<InferenceEndpoint>());
        var models = new ModelsEndpoint(installation.Snapshots, installation.Credentials, installation.PolicyDirectory);
        var receipts = new ReceiptsEndpoint(installation.Receipts, installation.Reports);
        var signedIn = new SignedIn(installation.Authenticator, installation.ManagementAuthenticator, time);
        var uploads = Path.Combine(installation.Installation.DataDirectory, "uploads");
        UploadSpool.Sweep(uploads);
        var counting = new TokenCounting(
            installation.Authenticator, installation.Snapshots, installation.Routes, installation.Load, installation.Rates, new TokenCountCall(installation.SourceConnections, time));
        var publicUrl = installation.Installation.PublicUrl;
        application.MapOpenAI(
            inference, signedIn, models, receipts, installation.Responses, new UploadPlace(uploads, installation.Snapshots), Kept(installation, batches),
            new TokenCountEndpoint(counting, new ResponsesWire(installation.Responses, isCount: true), "response.input_tokens", publicUrl, bodies, time), time);
        application.MapAnthropic(inference, new TokenCountEndpoint(counting, new AnthropicWire(time, isCount: true), null, publicUrl, bodies, time), time);
        var comparison = new Comparison(installation.Pipeline, installation.Installation, time, installation.Loggers.CreateLogger<Comparison>());
        var compare = new CompareEndpoint(comparison);
        var playground = new PlaygroundDesk(comparison, installation.Snapshots, time);
        application.MapPost("/api/compare", context => signedIn.AnswerAsync(context, compare.AnswerAsync));
        var open = new OpenRoutes(time);
        application.Lifetime.ApplicationStopped.Register(open.Dispose);
        MapPricing(application, installation, open, time);
        application.MapEvidence(
            signedIn, new ReceiptProofEndpoint(installation.Evidence.Proofs), new ReceiptShareEndpoint(installation.Evidence.Shares, installation.Evidence.Links), open, time);
        application.MapReports(signedIn, new UsageEndpoint(installation.Reports, time), new ExportsEndpoint(new ExportReply(installation.Reporting.Exports, time)), time);
        var administrators = new AdminAuthentication(installation.Secrets, installation.ManagementAuthenticator);
        var admin = new AdminRoutes(application, administrators, time, installation.Loggers.CreateLogger<AdminRoutes>());
        AdminEndpoints.Map(admin, installation);
        var accounts = installation.Accounts;
        var provider = new SingleSignOn(installation.Snapshots, installation.Installation.PublicUrl, installation.Loggers);
        var dashboard = new DashboardSite(
            site,
            new DashboardParts(
                administrators.Authenticate, installation.ManagementAuthenticator, installation.Access, installation.Directory,
                () => installation.Reports, () => installation.Receipts, installation.SigningKeys.JwkSet,
                new PlaygroundParts(playground.Run, playground.Estimate), new AdminDispatch(admin).Api),
            new SignInParts(
                accounts.SignIns, accounts.Sessions, accounts.Book, accounts.Invitations, accounts.Access, accounts.SecondFactors, accounts.Identities, installation.SignInLinks),
            provider,
            installation.Snapshots,
            installation.Installation.PublicUrl,
            time);
        application.Lifetime.ApplicationStopped.Register(provider.Dispose);
        dashboard.Map(application);
        new PaymentsEndpoint(installation.Snapshots, installation.Credits, installation.Telemetry.Metrics, time, installation.Loggers.CreateLogger<PaymentsEndpoint>())
            .Map(application);
        if (readings is not null)
        {
            var metrics = new MetricsEndpoint(readings, administrators, installation.Installation.Metrics == "open", time);
            application.MapGet("/metrics", metrics.AnswerAsync);
        }

        application.MapHealth(
            async gone => lifetime.ApplicationStopping.IsCancellationRequested
                ? "the server is stopping"
                : await installation.Ledger.Admission.WhyNotAsync(gone),
            () => installation.Configuration.State.RefusedAt is null ? "current" : "refused");
        application.MapGet("/.well-known/jwks.json", (HttpContext context) =>
        {
            context.Response.ContentType = "application/jwk-set+json";
            return context.Response.WriteAsync(installation.SigningKeys.JwkSet(), context.RequestAborted);
        });
        application.MapGet("/openapi/v1.json", (HttpContext context) =>
        {
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = OpenApiDocument.Json.Length;
            return context.Response.Body.WriteAsync(OpenApiDocument.Json, context.RequestAborted).AsTask();
        });
        application.MapGet("/tools/receipt-verifier.js", (HttpContext context) =>
        {
            context.Response.ContentType = "text/javascript; charset=utf-8";
            context.Response.ContentLength = VerifierModule.JavaScript.Length;
            return context.Response.Body.WriteAsync(VerifierModule.JavaScript, context.RequestAborted).AsTask();
        });
        application.MapGet("/schemas/policy/1.json", (HttpContext context) =>
        {
            context.Response.ContentType = "application/schema+json";
            context.Response.ContentLength = PolicySchema.Json.Length;
            return context.Response.Body.WriteAsync(PolicySchema.Json, context.RequestAborted).AsTask();
        });
    }

    private static async Task RefuseUnknownAsync(HttpContext context, PublicSite site, TimeProvider time)
    {
        if (!await site.TryRefuseUnknownAsync(context))
        {
            await Routes.RefuseUnknownAsync(context, time);
        }
    }

    private static KeptObjects Kept(OpenInstallation installation, InstallationBatches batches)
    {
        var objects = installation.SourceObjects;
        var relay = new ObjectRelay(objects, batches.Calls, installation.Rates);
        return new KeptObjects(
            new FilesEndpoint(objects, relay, installation.Snapshots),
            new BatchesEndpoint(objects, new BatchInput(objects.References, new FileLines(batches.Calls)), batches.Charging, relay),
            new StoredChatEndpoint(relay));
    }

    private static void MapPricing(WebApplication application, OpenInstallation installation, OpenRoutes open, TimeProvider time)
    {
        var catalog = new CatalogEndpoint(installation.Snapshots, installation.Targets, time);
        var estimates = new EstimateEndpoint(installation.Snapshots, time);
        application.Map("/api/catalog", context => open.AnswerAsync(context, HttpMethods.Get, catalog.ListAsync));
        application.Map("/api/catalog/{**id}", context => open.AnswerAsync(context, HttpMethods.Get, catalog.RetrieveAsync));
        application.Map("/api/pricing/estimate", context => open.AnswerAsync(context, HttpMethods.Post, estimates.AnswerAsync));
    }

    [LoggerMessage(EventIds.LedgerClosed, LogLevel.Critical,
        "The ledger failed and is not tried again: {Reason}. The process accepts nothing new, gives requests in flight {Seconds} seconds and "
        + "ends. Check the disk and run './nextmodel doctor', then start it again: requests that have no receipt get one then")]
    private partial void LogLedgerClosed(string reason, int seconds);
}
