using NextModel.Credentials;
using NextModel.Secrets;
using NextModel.Testing.Ledger;

namespace NextModel.Tests.Credentials;

/// <summary>Credentials of <see cref="SampleTenant"/>'s first organization, and its data key.</summary>
internal static class SampleCredentials
{
    public const string Secret = "sk-canary-of-acme-4711";

    public static DataKeyRing Keys { get; } = MakeKeys();

    public static Credential Credential(string id = "cred_1", string? team = null, string? project = null, bool enabled = true, Uri? baseUrl = null, string source = "openai")
    {
        var organization = SampleTenant.Caller().Organization.Id;
        return CredentialSecret.Seal(
            new Credential(id, organization, source, id, [], "")
            {
                TeamId = team,
                ProjectId = project,
                BaseUrl = baseUrl,
                Enabled = enabled,
                CreatedAt = SampleTenant.Day,
                CreatedBy = "ada",
                SecretSetAt = SampleTenant.Day,
                SecretSetBy = "ada",
            },
            Secret,
            Keys.Find(organization)!);
    }

    private static DataKeyRing MakeKeys()
    {
        var master = new MasterKey(new byte[MasterKey.Size]);
        var ring = new DataKeyRing();
        foreach (var number in new[] { 1, 2 })
        {
            var organization = SampleTenant.Caller(number).Organization.Id;
            ring.Add(organization, master.CreateDataKey(organization).Key);
        }

        return ring;
    }
}
