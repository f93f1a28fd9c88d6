namespace NextModel.Gateway.Admin;

/// <summary>Body of <c>POST /api/admin/v1/credentials/{id}/rotate</c>.</summary>
public sealed record RotateCredentialRequest
{
    /// <summary>The new secret. Requests that begin from now on go out under it; those in flight end under the old one.</summary>
    public required string Secret { get; init; }

    /// <summary>Another address that goes with it; the present one unless given.</summary>
    public string? BaseUrl { get; init; }

    /// <summary>True saves it whatever the source says of it.</summary>
    public bool? SaveAnyway { get; init; }

    // A record prints all its members: the secret must not be one of them.
    public override string ToString() => "rotate credential request";
}
