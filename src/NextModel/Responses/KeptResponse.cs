namespace NextModel.Responses;

/// <summary>A kept response in clear.</summary>
/// <param name="Previous">Id of the response it goes on from; null where it begins.</param>
/// <param name="Input">Its own input items, a JSON array; each has an id.</param>
/// <param name="Response">The response as its caller got it, JSON.</param>
public sealed record KeptResponse(string? Previous, ReadOnlyMemory<byte> Input, ReadOnlyMemory<byte> Response);
