using NextModel.Catalog;
using NextModel.Errors;

namespace NextModel.Routing;

/// <summary>From the model a caller named to the offers that serve it.</summary>
public sealed class Router
{
    private const int Suggestions = 3;

    // One plan per model, as long as the model object lives: routing a request allocates nothing.
    private readonly System.Runtime.CompilerServices.ConditionalWeakTable<Model, RoutePlan> _plans = [];

    /// <param name="models">The catalog by id.</param>
    /// <param name="name">A catalog id, or <c>source/id</c> to pin a source.</param>
    public Result<RoutePlan> Route(IReadOnlyDictionary<string, Model> models, string name)
    {
        if (models.TryGetValue(name, out var model))
        {
            return _plans.GetValue(model, static m => new RoutePlan(m, m.Offers));
        }

        var slash = name.IndexOf('/', StringComparison.Ordinal);
        if (slash > 0 && models.TryGetValue(name[(slash + 1)..], out var pinned))
        {
            var source = name[..slash];
            var offers = pinned.Offers.Where(o => o.Source.Id == source).ToList();
            return offers.Count > 0
                ? new RoutePlan(pinned, offers)
                : new GatewayError(
                    GatewayErrorCode.ModelNotFound,
                    $"The model '{pinned.Id}' has no offer at the source '{Shorten(source)}'. It is offered by: "
                    + $"{string.Join(", ", pinned.Offers.Select(o => o.Source.Id))}.",
                    "model");
        }

        return new GatewayError(GatewayErrorCode.ModelNotFound, Unknown(models, name), "model");
    }

    private static string Unknown(IReadOnlyDictionary<string, Model> models, string name)
    {
        var nearest = models.Keys
            .Select(id => (Id: id, Distance: EditDistance.Between(id, name)))
            .Where(c => c.Distance <= Math.Max(3, name.Length / 2))
            .OrderBy(c => c.Distance)
            .ThenBy(c => c.Id, StringComparer.Ordinal)
            .Take(Suggestions)
            .Select(c => $"'{c.Id}'")
            .ToList();
        return nearest.Count > 0
            ? $"There is no model '{Shorten(name)}'. Did you mean {string.Join(" or ", nearest)}? GET /v1/models lists all."
            : $"There is no model '{Shorten(name)}'. GET /v1/models lists all.";
    }

    private static string Shorten(string text) => text.Length <= 80 ? text : text[..80] + "…";
}
