using NextModel.Ledger;
using NextModel.Testing.Ledger;

namespace NextModel.Tests.Ledger;

public sealed class ZzGen
{
    [Fact]
    public void Gen()
    {
        using var ecdsa = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var key = new SigningKey(ecdsa);
        using var samples = new SignedSamples(key: key);
        File.WriteAllBytes("/tmp/frozen-byok-receipt.jsonl", samples.Commit(SampleEntries.UnderOwnCredential(SampleTenant.Caller(), Guid.CreateVersion7(SampleTenant.Day)))[0]);
        File.WriteAllText("/tmp/frozen-byok-keys.jsonl", "{\"keys\":[" + key.Public.Json + "]}");
    }
}
