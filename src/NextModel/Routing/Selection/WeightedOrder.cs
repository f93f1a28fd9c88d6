namespace NextModel.Routing.Selection;

/// <summary>Draws by the weights of the route. The offers of one target stay together, as the catalog has them.</summary>
internal static class WeightedOrder
{
    public static List<RouteTarget> Of(List<RouteTarget> targets, RouteFacts facts) =>
        [.. targets
            .GroupBy(t => (object?)t.Candidate ?? t.Offer)
            .Select(group => (Targets: group, Key: Draw.Key(facts.Seed.Span, group.First(), group.First().Candidate?.Weight ?? 1)))
            .OrderByDescending(group => group.Key)
            .SelectMany(group => group.Targets)];
}
