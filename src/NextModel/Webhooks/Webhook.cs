namespace NextModel.Webhooks;

/// <summary>Where an organization wants to be told of what happens.</summary>
/// <param name="Id"><c>wh_</c> and 32 hex digits.</param>
/// <param name="OrganizationId">Whose.</param>
/// <param name="Name">What people call it; once in the organization.</param>
/// <param name="Url">Where it is sent to.</param>
/// <param name="SealedSecret">What signs, encrypted under the organization's data key and bound to this id.</param>
/// <param name="SecretLastFour">The last four characters of the secret's text, to tell it apart.</param>
public sealed record Webhook(string Id, string OrganizationId, string Name, Uri Url, byte[] SealedSecret, string SecretLastFour)
{
    /// <summary>False holds deliveries back; those that wait go out when it is true again.</summary>
    public bool Enabled { get; init; } = true;

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Counts the changes, from 1.</summary>
    public long Version { get; init; } = 1;

    // A record prints all its members.
    public override string ToString() => $"webhook {Id}";
}
