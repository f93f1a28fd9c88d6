namespace NextModel.Gateway.Admin;

/// <summary>Body of <c>PATCH</c> on an organization or a team. Members left out stay as they are.</summary>
public sealed record RenameRequest
{
    /// <summary>1 to 100 characters.</summary>
    public string? Name { get; init; }
}
