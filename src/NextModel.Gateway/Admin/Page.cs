using System.Text.Json.Serialization;

namespace NextModel.Gateway.Admin;

/// <summary>One page of a list.</summary>
/// <param name="Data">In the order of creation.</param>
/// <param name="HasMore">True when there is another page.</param>
/// <param name="Next">Sent as <c>after</c> it gives the next page; null on the last one.</param>
public sealed record Page<T>(
    IReadOnlyList<T> Data, bool HasMore, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Next);
