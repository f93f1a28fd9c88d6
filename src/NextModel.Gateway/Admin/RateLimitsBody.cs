namespace NextModel.Gateway.Admin;

/// <summary>Body of <c>PUT /api/admin/v1/keys/{id}/limits</c> and <c>PUT /api/admin/v1/projects/{id}/limits</c>; what is left out is not limited.</summary>
/// <param name="RequestsPerMinute">Requests a minute.</param>
/// <param name="TokensPerMinute">Input and output tokens at providers a minute.</param>
/// <param name="Concurrent">Requests in flight at one time.</param>
public sealed record RateLimitsBody(long? RequestsPerMinute, long? TokensPerMinute, long? Concurrent);
