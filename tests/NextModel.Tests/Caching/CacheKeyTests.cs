using System.Text.Json;
using NextModel.Caching;
using NextModel.Catalog;
using NextModel.Inference;

namespace NextModel.Tests.Caching;

public sealed class CacheKeyTests
{
    public static TheoryData<string, CacheScope> OtherScopes()
    {
        var scope = Scopes.Scope;
        var source = scope.Source;
        return new TheoryData<string, CacheScope>
        {
            { "organization", scope with { Organization = "org_2" } },
            { "project", scope with { Project = "proj_2" } },
            { "credential", scope with { Credential = "cred_1" } },
            { "source", scope with { Source = source with { Id = "openai-eu" } } },
            { "source address", scope with { Source = source with { BaseUrl = new Uri("https://eu.api.openai.com/v1") } } },
            { "dialect", scope with { Source = source with { Dialect = Dialect.Sandbox } } },
            { "upstream model", scope with { UpstreamModel = "gpt-4o" } },
            { "operation", scope with { Operation = Operation.Embeddings } },
            { "altered body", scope with { AlteredBody = Digest.Of("a"u8) } },
            { "other altered body", scope with { AlteredBody = Digest.Of("b"u8) } },
            { "header", scope with { ForwardedHeaders = [new("openai-beta", "x")] } },
            { "header value", scope with { ForwardedHeaders = [new("openai-beta", "y")] } },
            { "header name", scope with { ForwardedHeaders = [new("openai-alpha", "x")] } },
            { "two headers", scope with { ForwardedHeaders = [new("openai-beta", "x"), new("openai-beta", "y")] } },
            { "parts that run together", scope with { Organization = "org_1proj_1", Project = "" } },
        };
    }

    [Theory]
    [MemberData(nameof(OtherScopes), DisableDiscoveryEnumeration = true)]
    public void Key_OtherScope_IsAnother(string part, CacheScope other)
    {
        Scopes.Key(other).ShouldNotBe(Scopes.Key(Scopes.Scope), part);
        foreach (var row in OtherScopes().Where(row => !ReferenceEquals(row.Data.Item2, other) && row.Data.Item1 != part))
        {
            Scopes.Key(row.Data.Item2).ShouldNotBe(Scopes.Key(other), $"{part} and {row.Data.Item1}");
        }
    }

    [Fact]
    public void Key_EveryPartOfTheScope_IsTested() =>
        typeof(CacheScope).GetMethod("Deconstruct")!.GetParameters().Length.ShouldBe(8, "Give the new part a row in OtherScopes.");

    [Fact]
    public void Key_EveryQuirk_ChangesIt()
    {
        foreach (var quirk in typeof(SourceQuirks).GetProperties().Where(property => property.CanWrite))
        {
            var changed = SourceQuirks.None with { };
            quirk.SetValue(changed, quirk.GetValue(changed) switch
            {
                bool flag => !flag,
                IReadOnlyList<string> => new[] { "logit_bias" },
                _ => quirk.PropertyType == typeof(decimal?) ? 1m : quirk.PropertyType == typeof(int?) ? 1 : (object)"max_tokens",
            });
            Scopes.Key(Scopes.Scope with { Source = Scopes.Source with { Quirks = changed } })
                .ShouldNotBe(Scopes.Key(Scopes.Scope), quirk.Name);
        }
    }

    [Fact]
    public void Key_HeaderNameCase_DoesNotMatter() =>
        Scopes.Key(Scopes.Scope with { ForwardedHeaders = [new("OpenAI-Beta", "x")] })
            .ShouldBe(Scopes.Key(Scopes.Scope with { ForwardedHeaders = [new("openai-beta", "x")] }));

    [Fact]
    public void Key_SameRequestTwice_IsTheSame() => Scopes.Key(Scopes.Scope with { }).ShouldBe(Scopes.Key(Scopes.Scope));

    [Fact]
    public void Key_OfAKnownRequest_IsFrozen() =>
        // A change here means that entries of released versions no longer hit: raise CacheScope.FormatVersion with it.
        Scopes.Key(Scopes.Scope, """{"model":"m","messages":[{"role":"user","content":"Hi"}],"temperature":0.70}""").ToString()
            .ShouldBe("908d75552dfb32567b2018c35445fc87d72a90a9a9b2c3d82752424b2081ee7a");

    [Fact]
    public void Frame_AnyTwoScopes_DifferAndNoneBeginsAnother() => Seeds.ForAll(3_000, random =>
    {
        var (one, other) = (RandomScope(random), RandomScope(random));
        var (x, y) = (Scopes.Frame(one), Scopes.Frame(other));
        var same = Scopes.Key(one) == Scopes.Key(other);
        x.AsSpan().SequenceEqual(y).ShouldBe(same);
        x.AsSpan().StartsWith(y).ShouldBe(same, $"{one}\n{other}");
    });

    [Fact]
    public void Key_EveryMemberOfTheRequestSchema_ChangesIt()
    {
        var members = 0;
        using var reader = new StreamReader(typeof(CacheKeyTests).Assembly.GetManifestResourceStream("request-fields.jsonl")!);
        while (reader.ReadLine() is { } line)
        {
            using var sample = JsonDocument.Parse(line);
            var path = sample.RootElement.GetProperty("path").GetString()!;
            var operation = sample.RootElement.GetProperty("operation").GetString() == "chat" ? Operation.ChatCompletions : Operation.Embeddings;
            var scope = Scopes.Scope with { Operation = operation };
            var keys = sample.RootElement.GetProperty("values").EnumerateArray()
                .Select(value => Scopes.Key(scope, RequestWith(sample.RootElement.GetProperty("request"), value))).ToArray();
            var isLeftOut = path is "stream" or "stream_options" || path.StartsWith("stream_options.", StringComparison.Ordinal);
            (keys[0] == keys[1]).ShouldBe(isLeftOut, path);
            members++;
        }

        members.ShouldBeGreaterThan(250);
    }

    private static string RequestWith(JsonElement request, JsonElement value) =>
        request.GetRawText().Replace("\"<>\"", value.GetRawText(), StringComparison.Ordinal);

    private static CacheScope RandomScope(Random random)
    {
        string Part() => new('a', random.Next(3));
        return Scopes.Scope with
        {
            Organization = Part(),
            Project = Part(),
            Credential = Part(),
            Source = Scopes.Source with
            {
                Id = Part(),
                Quirks = new SourceQuirks { MaxTokensName = random.Next(3) == 0 ? null : Part(), DropMembers = [.. Parts()] },
            },
            UpstreamModel = Part(),
            AlteredBody = random.Next(2) == 0 ? null : Digest.Of([(byte)random.Next(2)]),
            ForwardedHeaders = [.. Parts().Select(part => KeyValuePair.Create(part, Part()))],
        };

        IEnumerable<string> Parts() => Enumerable.Range(0, random.Next(3)).Select(_ => Part());
    }
}
