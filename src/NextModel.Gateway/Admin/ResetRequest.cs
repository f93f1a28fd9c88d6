namespace NextModel.Gateway.Admin;

/// <summary>Body of <c>POST /api/admin/v1/accounts/{id}/reset</c>.</summary>
public sealed record ResetRequest
{
    /// <summary>Using the link also removes the second factor, for somebody who has lost it; false unless given.</summary>
    public bool? RemoveSecondFactor { get; init; }
}
