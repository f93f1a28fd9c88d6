using NextModel.Inference;

namespace NextModel.Providers.OpenAI;

/// <summary>What an answer to one request carries whatever its source calls it, and how its usage is read.</summary>
internal sealed class AnswerFrame
{
    /// <param name="model">The public model name; answers carry it in place of the source's.</param>
    /// <param name="requestId">Seeds the ids minted where the source sent none, so that they are the same on every reading.</param>
    /// <param name="startedAt">Stands in for a missing <c>created</c>.</param>
    public AnswerFrame(string model, Guid requestId, DateTimeOffset startedAt)
    {
        ModelJson = QuotedNames.Of(model);
        Model = model;
        RequestId = requestId;
        Created = startedAt.ToUnixTimeSeconds();
    }

    public string Model { get; }

    public Guid RequestId { get; }

    /// <summary>Unix seconds.</summary>
    public long Created { get; }

    /// <summary>The source's name for the model; null when it is not to be looked for in its error texts.</summary>
    public string? UpstreamModel { get; init; }

    /// <summary>Id of the organization's own credential it goes out under; null for the platform's.</summary>
    public string? CredentialId { get; init; }

    /// <summary>True when the caller asked a stream for its usage chunk.</summary>
    public bool IncludeUsage { get; init; }

    /// <summary>About how many tokens the input has, for dialects that tell it before a source has counted; they correct it at the end.</summary>
    public long InputForecast { get; init; }

    /// <summary>What answers in the dialect of the Responses API repeat of the request.</summary>
    public ResponseTerms Terms { get; init; } = ResponseTerms.None;

    /// <summary>Tools that the source knows by another name or as another kind than the caller, by their names there.</summary>
    public IReadOnlyDictionary<string, RenamedTool> Tools { get; init; } = ChatForm.NoTools;

    /// <summary>What the totals of the source's usage leave out.</summary>
    public UsageShape UsageShape { get; init; } = UsageShape.OpenAI;

    /// <summary>True when the source writes its thinking into the text, between tags.</summary>
    public bool ThinkTags { get; init; }

    /// <summary><see cref="Model"/> as a JSON string.</summary>
    internal byte[] ModelJson { get; }
}
