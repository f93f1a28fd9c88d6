namespace NextModel.Policies;

/// <summary>The spelling of strategies in documents.</summary>
public static class RouteStrategyNames
{
    /// <summary>All of them, for messages.</summary>
    public const string All = "priority, weighted, cheapest, fastest, sticky";

    public static string Wire(this RouteStrategy strategy) => strategy switch
    {
        RouteStrategy.Priority => "priority",
        RouteStrategy.Weighted => "weighted",
        RouteStrategy.Cheapest => "cheapest",
        RouteStrategy.Fastest => "fastest",
        RouteStrategy.Sticky => "sticky",
        _ => throw new ArgumentOutOfRangeException(nameof(strategy), strategy, null),
    };

    /// <summary>The strategy that <paramref name="word"/> spells; null when it spells none.</summary>
    public static RouteStrategy? Parse(string word) => word switch
    {
        "priority" => RouteStrategy.Priority,
        "weighted" => RouteStrategy.Weighted,
        "cheapest" => RouteStrategy.Cheapest,
        "fastest" => RouteStrategy.Fastest,
        "sticky" => RouteStrategy.Sticky,
        _ => null,
    };
}
