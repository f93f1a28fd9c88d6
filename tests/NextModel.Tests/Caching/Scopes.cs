using NextModel.Caching;
using NextModel.Catalog;
using NextModel.Inference;
using NextModel.Json;

namespace NextModel.Tests.Caching;

/// <summary>Scopes and identities of test requests.</summary>
internal static class Scopes
{
    public static Source Source { get; } =
        new() { Id = "openai", Dialect = Dialect.OpenAIChat, BaseUrl = new Uri("https://api.openai.com/v1") };

    public static CacheScope Scope { get; } = new("org_1", "proj_1", "platform", Source, "gpt-4o-mini", Operation.ChatCompletions, null, []);

    public static CacheKey Key(CacheScope scope, string request = """{"model":"m"}""")
    {
        using var body = Bodies.Of(request, scope.Operation);
        var identity = new CacheIdentity(scope, body);
        return identity.Key;
    }

    /// <summary>The framed bytes of a scope.</summary>
    public static byte[] Frame(CacheScope scope)
    {
        using var buffer = new PooledBuffer();
        scope.WriteTo(buffer);
        return buffer.Written.ToArray();
    }
}
