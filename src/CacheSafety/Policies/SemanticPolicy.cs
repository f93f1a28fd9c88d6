using CacheSafety.Cases;
using CacheSafety.Embedding;

namespace CacheSafety.Policies;

/// <summary>
/// The exact cache, and behind it the nearest stored text of the same scope and model, served when it is near enough. With a guard, the
/// nearest one must also differ in nothing that may decide the answer.
/// </summary>
/// <param name="vectors">Of every text that may be asked.</param>
/// <param name="threshold">Least cosine that is served.</param>
/// <param name="isGuarded">True asks <see cref="SemanticGuard"/> before a semantic hit.</param>
/// <param name="text">What of a request is embedded.</param>
public sealed class SemanticPolicy(VectorTable vectors, double threshold, bool isGuarded, Func<CaseRequest, string> text) : ICachePolicy
{
    private static readonly TimeSpan TimeToLive = TimeSpan.FromHours(24);

    public string Name => FormattableString.Invariant($"semantic{(isGuarded ? "+guard" : "")}@{threshold:0.00##}");

    /// <summary>Least cosine that is served.</summary>
    public double Threshold => threshold;

    public IPolicyCache Open(ReplayClock clock) => new SemanticCache(this, vectors, isGuarded, text, clock);

    private sealed class SemanticCache(SemanticPolicy policy, VectorTable vectors, bool isGuarded, Func<CaseRequest, string> text, ReplayClock clock)
        : IPolicyCache
    {
        private readonly IPolicyCache _exact = new RoomPolicy("exact+canonical").Open(clock);
        private readonly List<(CaseRequest Request, string Entry, string Text, string Model, DateTimeOffset Expires)> _stored = [];

        public async ValueTask StoreAsync(CaseRequest request, CaseAnswer answer, string entry)
        {
            await _exact.StoreAsync(request, answer, entry);
            using var seen = RoomRequest.Of(request, request.Body);
            if (seen.Can.MayStore && answer.IsComplete)
            {
                _stored.Add((request, entry, text(request), RequestText.Model(request), clock.GetUtcNow() + TimeToLive));
            }
        }

        public async ValueTask<CacheDecision> LookUpAsync(CaseRequest request)
        {
            var exact = await _exact.LookUpAsync(request);
            if (exact.IsHit || exact.Reason!.StartsWith("bypass", StringComparison.Ordinal))
            {
                return exact;
            }

            var (asked, model) = (text(request), RequestText.Model(request));
            var (nearest, best) = (default(CaseRequest), double.NegativeInfinity);
            var entry = "";
            foreach (var stored in _stored)
            {
                if (stored.Model == model && IsSameScope(stored.Request.Scope, request.Scope) && stored.Expires > clock.GetUtcNow()
                    && vectors.Similarity(asked, stored.Text) is var similarity && similarity > best)
                {
                    (nearest, entry, best) = (stored.Request, stored.Entry, similarity);
                }
            }

            if (nearest is null || best < policy.Threshold)
            {
                return CacheDecision.Miss("nothing near enough", nearest is null ? null : best);
            }

            return isGuarded && SemanticGuard.WhyNot(nearest, request) is { } objection
                ? CacheDecision.Miss(objection, best)
                : CacheDecision.Hit(entry, "semantic", best);
        }

        public void Dispose() => _exact.Dispose();

        private static bool IsSameScope(RequestScope one, RequestScope other) =>
            one.Tenant == other.Tenant && one.Project == other.Project && one.Upstream == other.Upstream;
    }
}
