using System.Net;
using CacheSafety.BlackBox;
using CacheSafety.Policies;

namespace CacheSafety.Tests.BlackBox;

/// <summary>An upstream, a toy in front of it and a probe, with a key for every scope.</summary>
internal sealed class ToyBench : IAsyncDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler());

    private ToyBench(CanaryUpstream upstream, ToyGateway toy, ToyKind kind)
    {
        (Upstream, Toy, Kind) = (upstream, toy, kind);
    }

    public CanaryUpstream Upstream { get; }

    public ToyGateway Toy { get; }

    public ToyKind Kind { get; }

    public static Adapter Adapter { get; } = new() { Name = "toy", StatusHeader = "x-cache", Hits = ["HIT"], Misses = ["MISS"] };

    public static async Task<ToyBench> StartAsync(ToyKind kind, bool lies = false)
    {
        var upstream = await CanaryUpstream.StartAsync(IPAddress.Loopback, 0, new CanaryLedger(TimeProvider.System), CancellationToken.None);
        return new ToyBench(upstream, await ToyGateway.StartAsync(kind, upstream.BaseUrl, lies), kind);
    }

    public Prober Prober(ProbeOptions options, IReadOnlyList<Case> cases)
    {
        // A toy is told its caller in the key itself.
        var keys = cases.SelectMany(one => new[] { one.Old.Scope, one.New.Scope }).Distinct()
            .ToDictionary(scope => KeyRing.Names(scope).First(), scope => $"{scope.Tenant}/{scope.Project}/{scope.Key}/{scope.Upstream}");
        var ring = new KeyRing(KeyRing.HomeOf(cases), null, keys.GetValueOrDefault);
        return new Prober(new HttpTarget(_http, Toy.BaseUrl, Adapter, ring, TimeProvider.System), Upstream.Ledger, options, TimeProvider.System);
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
