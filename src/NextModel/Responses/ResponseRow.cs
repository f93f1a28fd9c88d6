namespace NextModel.Responses;

/// <summary>A response as a store keeps it: what finds it in clear, what was said sealed.</summary>
/// <param name="Organization">Organization id.</param>
/// <param name="Project">Project id.</param>
/// <param name="Id">The response's id.</param>
/// <param name="Previous">Id of the response it goes on from; null where it begins.</param>
/// <param name="CreatedAt">When it was kept.</param>
/// <param name="ExpiresAt">When it is as good as gone.</param>
/// <param name="Items">Ids of its input and output items.</param>
/// <param name="Sealed">From <see cref="ResponseSeal"/>.</param>
public sealed record ResponseRow(
    string Organization,
    string Project,
    string Id,
    string? Previous,
    DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt,
    IReadOnlyList<string> Items,
    ReadOnlyMemory<byte> Sealed);
