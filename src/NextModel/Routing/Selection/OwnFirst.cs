namespace NextModel.Routing.Selection;

/// <summary>
/// Puts the organization's own credentials before the platform's. A strategy chooses models and sources; whose credential goes first is not its affair, so
/// the places of a model stay its own, and in them what is under an own credential comes first.
/// </summary>
internal static class OwnFirst
{
    /// <param name="targets">In the order of the strategy.</param>
    public static List<RouteTarget> Arrange(List<RouteTarget> targets)
    {
        if (!targets.Exists(IsOwn) || targets.TrueForAll(IsOwn))
        {
            return targets;
        }

        var next = targets.GroupBy(t => t.Model.Id, StringComparer.Ordinal).ToDictionary(
            model => model.Key, model => new Queue<RouteTarget>(model.OrderBy(t => IsOwn(t) ? 0 : 1)), StringComparer.Ordinal);
        return targets.ConvertAll(place => next[place.Model.Id].Dequeue());
    }

    private static bool IsOwn(RouteTarget target) => target.Offer.Source.CredentialId is not null;
}
