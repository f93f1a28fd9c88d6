using NextModel.Identity;

namespace NextModel.Gateway.Admin;

/// <summary>Body of <c>POST /api/admin/v1/keys/{id}/rotate</c>.</summary>
public sealed record RotateKeyRequest
{
    /// <summary>How long the present secret goes on working, 0 to 2592000 (30 days). Default 86400 (one day).</summary>
    public long GraceSeconds { get; set; } = 86_400;

    // Whatever was sent, it is refused as out of range and not as an overflow.
    internal TimeSpan Grace => TimeSpan.FromSeconds(Math.Clamp(GraceSeconds, -1, (long)ApiKeys.MaxGrace.TotalSeconds + 1));
}
