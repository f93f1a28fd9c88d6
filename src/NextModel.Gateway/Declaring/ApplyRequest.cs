namespace NextModel.Gateway.Declaring;

/// <summary>Body of <c>POST /api/admin/v1/apply</c>.</summary>
public sealed record ApplyRequest
{
    /// <summary>The file's text, YAML or JSON.</summary>
    public required string File { get; init; }

    /// <summary>Whether what the file does not name, in the organizations that it names, is archived, revoked or removed.</summary>
    public bool Prune { get; init; }

    /// <summary>Only the plan; nothing is changed.</summary>
    public bool DryRun { get; init; }

    /// <summary>The plan that was shown; anything else is refused. Any plan unless given.</summary>
    public string? Plan { get; init; }
}
