using System.Net;
using CacheSafety.BlackBox;
using CacheSafety.Opaque;
using CacheSafety.Policies;

namespace CacheSafety.Tests.BlackBox;

/// <summary>An upstream, a toy in front of it and a probe, with a key for every scope.</summary>
internal sealed class ToyBench : IAsyncDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler());

    private ToyBench(CanaryUpstream upstream, ToyGateway toy, ToyKind kind, ShiftedTime time)
    {
        (Upstream, Toy, Kind, Time) = (upstream, toy, kind, time);
    }

    public CanaryUpstream Upstream { get; }

    public ToyGateway Toy { get; }

    public ToyKind Kind { get; }

    /// <summary>The toy's clock.</summary>
    public ShiftedTime Time { get; }

    public static Adapter Adapter { get; } = new() { Name = "toy", StatusHeader = "x-cache", Hits = ["HIT"], Misses = ["MISS"] };

    /// <param name="kind">The toy.</param>
    /// <param name="lies">It says MISS whatever it does.</param>
    /// <param name="upstream">Another model source than our own; null for ours.</param>
    public static async Task<ToyBench> StartAsync(ToyKind kind, bool lies = false, string? upstream = null)
    {
        var own = await CanaryUpstream.StartAsync(IPAddress.Loopback, 0, new CanaryLedger(TimeProvider.System), CancellationToken.None);
        var time = new ShiftedTime();
        return new ToyBench(own, await ToyGateway.StartAsync(kind, upstream ?? own.BaseUrl, time, lies), kind, time);
    }

    /// <param name="options">How it is probed.</param>
    /// <param name="cases">The cases.</param>
    /// <param name="adapter">How the toy is read; null for its own header.</param>
    /// <param name="cacheNamespace">Kept apart from other runs; empty for none.</param>
    public Prober Prober(ProbeOptions options, IReadOnlyList<Case> cases, Adapter? adapter = null, string cacheNamespace = "") =>
        new(Target(cases, adapter, cacheNamespace), Upstream.Ledger, options, TimeProvider.System);

    public OpaqueProber Opaque(ProbeOptions options, int calibration, IReadOnlyList<Case> cases) => new(Target(cases), options, calibration, TimeProvider.System);

    private HttpTarget Target(IReadOnlyList<Case> cases, Adapter? adapter = null, string cacheNamespace = "")
    {
        // A toy is told its caller in the key itself.
        var keys = cases.SelectMany(one => new[] { one.Old.Scope, one.New.Scope }).Distinct()
            .ToDictionary(scope => KeyRing.Names(scope).First(), scope => $"{scope.Tenant}/{scope.Project}/{scope.Key}/{scope.Upstream}");
        var ring = new KeyRing(KeyRing.HomeOf(cases), null, keys.GetValueOrDefault);
        return new HttpTarget(_http, Toy.BaseUrl, adapter ?? Adapter, ring, TimeProvider.System, cacheNamespace);
    }

    /// <summary>What the toy's key says of the two requests alone, in this process.</summary>
    public ICachePolicy Policy() => new KeyedPolicy(
        Kind.ToString(), request => ToyKey.Of(Kind, request.Body, $"{request.Scope.Tenant}/{request.Scope.Project}/{request.Scope.Upstream}"));

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Toy.DisposeAsync();
        await Upstream.DisposeAsync();
    }
}
