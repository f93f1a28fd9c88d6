namespace NextModel.Gateway.Responses;

/// <summary>What deleting a response answers.</summary>
internal sealed record DeletedResponse(string Id)
{
    public string Object { get; } = "response";

    public bool Deleted { get; } = true;
}
