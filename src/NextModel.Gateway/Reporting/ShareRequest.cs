namespace NextModel.Gateway.Reporting;

/// <summary>Body of <c>POST /v1/receipts/{id}/shares</c>.</summary>
public sealed class ShareRequest
{
    /// <summary>Seconds until the link ends: 60 to 7,776,000 (90 days); 604,800 (seven days) unless given.</summary>
    public long? ExpiresInSeconds { get; init; }
}
