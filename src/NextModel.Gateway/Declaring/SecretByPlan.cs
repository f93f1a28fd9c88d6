namespace NextModel.Gateway.Declaring;

/// <summary>The secret of a webhook that a plan made, at the one moment it is shown.</summary>
/// <param name="Path">Organization and webhook, joined by a slash.</param>
/// <param name="Id">Id of the webhook.</param>
/// <param name="Secret">What signs its deliveries.</param>
public sealed record SecretByPlan(string Path, string Id, string Secret)
{
    // A record prints all its members: the secret must not be one of them.
    public override string ToString() => $"secret of {Id}";
}
