namespace NextModel.Catalog;

/// <summary>Sources that their vendors' own tools describe in more than one environment variable.</summary>
public static class ConventionalSources
{
    /// <summary>The variables that make a source live, for messages; null for a source that is none of these.</summary>
    public static string? Variables(string id) => id switch
    {
        "azure-openai" => "AZURE_OPENAI_ENDPOINT and AZURE_OPENAI_API_KEY",
        "bedrock" => "AWS_BEARER_TOKEN_BEDROCK, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
        _ => null,
    };

    /// <summary>Azure OpenAI by <c>AZURE_OPENAI_ENDPOINT</c>, <c>AZURE_OPENAI_API_KEY</c> and, for the classic API, <c>OPENAI_API_VERSION</c>; null
    /// unless the first two are set.</summary>
    public static Source? Azure(Func<string, string?> environment)
    {
        var key = environment("AZURE_OPENAI_API_KEY");
        if (string.IsNullOrEmpty(key) || !Uri.TryCreate(environment("AZURE_OPENAI_ENDPOINT")?.TrimEnd('/'), UriKind.Absolute, out var endpoint))
        {
            return null;
        }

        return new Source
        {
            Id = "azure-openai",
            Dialect = Dialect.AzureOpenAI,
            BaseUrl = endpoint,
            ApiKey = key,
            ApiVersion = environment("OPENAI_API_VERSION") is { Length: > 0 } version ? version : null,
            Operations = ModelCatalog.BuiltIn.FindSource("azure-openai")?.Offers() ?? default,
        };
    }

    /// <summary>AWS Bedrock by <c>AWS_BEARER_TOKEN_BEDROCK</c>, or by <c>AWS_ACCESS_KEY_ID</c>, <c>AWS_SECRET_ACCESS_KEY</c> and perhaps
    /// <c>AWS_SESSION_TOKEN</c>, in <c>AWS_REGION</c> or else us-east-1; null when no key is set.</summary>
    public static Source? Bedrock(Func<string, string?> environment)
    {
        var (id, secret, session) = (environment("AWS_ACCESS_KEY_ID"), environment("AWS_SECRET_ACCESS_KEY"), environment("AWS_SESSION_TOKEN"));
        var key = environment("AWS_BEARER_TOKEN_BEDROCK") is { Length: > 0 } bearer ? bearer
            : string.IsNullOrEmpty(id) || string.IsNullOrEmpty(secret) ? null
            : string.IsNullOrEmpty(session) ? $"{id}:{secret}"
            : $"{id}:{secret}:{session}";
        var region = environment("AWS_REGION") is { Length: > 0 } named ? named : "us-east-1";
        return key is null ? null : new Source
        {
            Id = "bedrock",
            Dialect = Dialect.Bedrock,
            BaseUrl = new Uri($"https://bedrock-runtime.{region}.amazonaws.com"),
            ApiKey = key,
            Region = region.Split('-')[0],
        };
    }
}
