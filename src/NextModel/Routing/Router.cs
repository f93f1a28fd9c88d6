using NextModel.Catalog;
using NextModel.Errors;
using NextModel.Routing.Selection;

namespace NextModel.Routing;

/// <summary>From the model a caller named to the offers that serve it.</summary>
public sealed class Router
{
    private const int Suggestions = 3;

    // One plan per model, as long as the model object lives: routing a request allocates nothing.
    private readonly System.Runtime.CompilerServices.ConditionalWeakTable<Model, RoutePlan> _plans = [];

    /// <summary>The plan of a request that policies rule.</summary>
    /// <param name="facts">The request and what its policies decided.</param>
    public Result<RoutePlan> Route(RouteFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        if (facts.Decision.LeavesTargetsAlone || TargetJudge.LetsAllPass(facts))
        {
            return Route(facts.Question.Models, facts.Decision.Asked.Name);
        }

        var judged = TargetJudge.Judge(facts);
        if (judged.Count == 0)
        {
            return Route(facts.Question.Models, facts.Decision.Candidates is [{ } only, ..] ? only.Named.Name : facts.Decision.Asked.Name);
        }

        var allowed = judged.FindAll(t => t.Rejection is null);
        return allowed.Count == 0 ? RouteRefusal.Of(facts.Question.Model, judged) : Plan(OwnFirst.Arrange(TargetOrder.Of(facts.Decision.Strategy, allowed, facts)));
    }

    /// <summary>Every offer the request could go to, those that may be called in their order and then the others; for explanations.</summary>
    public static IReadOnlyList<RouteTarget> Judge(RouteFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var judged = TargetJudge.Judge(facts);
        return [.. OwnFirst.Arrange(TargetOrder.Of(facts.Decision.Strategy, judged.FindAll(t => t.Rejection is null), facts)), .. judged.Where(t => t.Rejection is not null)];
    }

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

    private static RoutePlan Plan(List<RouteTarget> targets) => new(targets[0].Model, targets.ConvertAll(t => t.Offer))
    {
        Models = targets.TrueForAll(t => ReferenceEquals(t.Model, targets[0].Model)) ? null : targets.ConvertAll(t => t.Model),
    };

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
