using Microsoft.AspNetCore.Http;

namespace NextModel.Web.Dashboard.AuditTrails;

/// <summary>Which entries of the audit trail are asked for; it stands in the address.</summary>
/// <param name="Action">A whole action, or the kind of object: <c>key</c>.</param>
/// <param name="Target">Id of an object.</param>
/// <param name="Actor">Id or kind of who did it.</param>
/// <param name="From">A day, as typed.</param>
/// <param name="To">A day, as typed.</param>
/// <param name="After">Where the page before ended; empty for the newest.</param>
public sealed record AuditFilter(string Action, string Target, string Actor, string From, string To, string After)
{
    public bool IsFiltered => Action.Length + Target.Length + Actor.Length + From.Length + To.Length > 0;

    public static AuditFilter Read(IQueryCollection query)
    {
        ArgumentNullException.ThrowIfNull(query);
        return new AuditFilter(Word(query["action"]), Word(query["target"]), Word(query["actor"]), Word(query["from"]), Word(query["to"]), Word(query["after"]));
    }

    /// <summary>The same for the admin API.</summary>
    public (string Name, string Value)[] For(string organization) =>
        [("organization", organization), ("action", Action), ("target", Target), ("actor", Actor), ("from", From), ("to", To)];

    /// <summary>The query string, of a further page if one is given.</summary>
    public string Link(string after = "") => string.Join('&', new[] { ("action", Action), ("target", Target), ("actor", Actor), ("from", From), ("to", To), ("after", after) }
        .Where(one => one.Item2.Length > 0).Select(one => $"{one.Item1}={Uri.EscapeDataString(one.Item2)}"));

    private static string Word(string? value) => value is { Length: <= 200 } ? value.Trim() : "";
}
