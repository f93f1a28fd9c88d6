using NextModel.Caching;
using NextModel.Providers.Translation;
using NextModel.Routing;

namespace NextModel.Pipeline;

/// <summary>A request that may be made, and where it goes.</summary>
/// <param name="Route">The offers that can serve it, in order.</param>
/// <param name="Ruled">What its policies decided; null where it has none.</param>
/// <param name="Body">What was received, in the form that requests are compared in.</param>
/// <param name="Translation">The body for the first offer; null where that gets the request as it came.</param>
internal sealed record RoutedRequest(RoutePlan Route, RouteFacts? Ruled, CanonicalBody Body, FirstTranslation? Translation) : IDisposable
{
    public void Dispose()
    {
        Body.Dispose();
        Translation?.Dispose();
    }
}
