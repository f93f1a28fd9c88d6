using System.Text;
using NextModel.Caching;
using NextModel.Metering;
using NextModel.Secrets;

namespace NextModel.Storage.Tests.Conformance;

/// <summary>Cache entries for tests of stores.</summary>
internal static class CacheEntries
{
    /// <summary>Stands in every entry's body and answer; found nowhere on disk.</summary>
    public const string Canary = "CANARY-7f3a";

    public static DateTimeOffset Start { get; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Data keys of org_1 and org_2.</summary>
    public static DataKeyRing Ring()
    {
        var ring = new DataKeyRing();
        foreach (var organization in (string[])["org_1", "org_2"])
        {
            ring.Add(organization, new DataKey(Digest.Of(Encoding.UTF8.GetBytes(organization)).ToArray()));
        }

        return ring;
    }

    public static CacheKey Key(string name) => new(Digest.Of(Encoding.UTF8.GetBytes(name)));

    public static CacheEntry Entry(
        string name = "one", string organization = "org_1", string project = "proj_1", int minute = 0, int bytes = 100, string? receipt = null)
    {
        var answer = Encoding.UTF8.GetBytes($"answer {name} {Canary} {new string('x', bytes)}");
        return new CacheEntry
        {
            Key = Key(name),
            Organization = organization,
            Project = project,
            Scope = Encoding.UTF8.GetBytes("scope " + name),
            Body = Encoding.UTF8.GetBytes($"body {name} {Canary}"),
            Answer = answer,
            AnswerDigest = Digest.Of(answer),
            Usage = new Usage(UsageSource.Provider, 19, 4, 1, 42, 7),
            ReceiptId = receipt ?? "rcpt_" + name,
            CreatedAt = Start.AddMinutes(minute).AddTicks(7),
            ExpiresAt = Start.AddMinutes(minute + 60),
        };
    }

    public static void ShouldBeSameAs(this CacheEntry? actual, CacheEntry expected)
    {
        var found = actual.ShouldNotBeNull();
        found.Key.ShouldBe(expected.Key);
        found.Organization.ShouldBe(expected.Organization);
        found.Project.ShouldBe(expected.Project);
        found.Scope.ShouldBe(expected.Scope);
        found.Body.ShouldBe(expected.Body);
        found.Answer.ShouldBe(expected.Answer);
        found.AnswerDigest.ShouldBe(expected.AnswerDigest);
        found.Usage.ShouldBe(expected.Usage);
        found.ReceiptId.ShouldBe(expected.ReceiptId);
        found.CreatedAt.ShouldBe(expected.CreatedAt);
        found.ExpiresAt.ShouldBe(expected.ExpiresAt);
    }
}
