namespace NextModel.Providers.Bedrock;

/// <summary>The key that signs for one secret, day and region.</summary>
/// <param name="Secret">What it was derived from.</param>
/// <param name="Day">UTC, as AWS writes it: <c>20261129</c>.</param>
/// <param name="Region">AWS's name of it.</param>
/// <param name="Key">32 bytes.</param>
internal sealed record AwsSigningKey(string Secret, string Day, string Region, byte[] Key)
{
    // A record prints all its members: the secrets must not be among them.
    public override string ToString() => $"{Day}/{Region}";
}
