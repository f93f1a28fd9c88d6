using NextModel.Identity;

namespace NextModel.Web.Dashboard.Admin;

/// <summary>One call of the admin API from inside the process.</summary>
/// <param name="By">Who asks.</param>
/// <param name="Method">HTTP method.</param>
/// <param name="Pattern">The route as it is mapped, <c>/api/admin/v1/keys/{id}</c>: a value of the path can never lead to another route.</param>
public sealed record AdminRequest(Administrator By, string Method, string Pattern)
{
    /// <summary>What stands in the blanks of the pattern.</summary>
    public IReadOnlyDictionary<string, string> Values { get; init; } = new Dictionary<string, string>();

    /// <summary>The query, in its order; a name may come twice, and is then refused as it is over HTTP.</summary>
    public IReadOnlyList<(string Name, string Value)> Query { get; init; } = [];

    /// <summary>The version that is changed; null when none is said.</summary>
    public string? Version { get; init; }

    /// <summary>The body; null for none.</summary>
    public Stream? Body { get; init; }

    /// <summary>Its length in bytes; null when it is not known.</summary>
    public long? BodyLength { get; init; }

    public string ContentType { get; init; } = "application/json";
}
