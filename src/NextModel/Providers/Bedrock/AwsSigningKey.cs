namespace NextModel.Providers.Bedrock;

/// <summary>The key that signs on one day in one region.</summary>
/// <param name="Day">UTC, as AWS writes it: <c>20261129</c>.</param>
/// <param name="Region">AWS's name of it.</param>
/// <param name="Key">32 bytes.</param>
internal sealed record AwsSigningKey(string Day, string Region, byte[] Key)
{
    // A record prints all its members: the key must not be one of them.
    public override string ToString() => $"{Day}/{Region}";
}
