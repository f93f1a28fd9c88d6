using NextModel.Policies;

namespace NextModel.Routing.Selection;

/// <summary>Puts targets in the order in which they are tried.</summary>
internal static class TargetOrder
{
    /// <param name="strategy">How.</param>
    /// <param name="targets">Those that may be called, as they are written.</param>
    /// <param name="facts">The request.</param>
    public static List<RouteTarget> Of(RouteStrategy strategy, List<RouteTarget> targets, RouteFacts facts) => targets.Count < 2
        ? targets
        : strategy switch
        {
            RouteStrategy.Weighted => WeightedOrder.Of(targets, facts),
            RouteStrategy.Cheapest => CheapestOrder.Of(targets, facts),
            RouteStrategy.Fastest => FastestOrder.Of(targets, facts),
            RouteStrategy.Sticky => StickyOrder.Of(targets, facts),
            _ => targets,
        };
}
