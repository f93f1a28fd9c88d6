using NextModel.Json;

namespace NextModel.Inference;

/// <summary>
/// One request as it came: the received bytes, untouched, and the few facts we act on. Fields nobody knows stay in the bytes
/// and travel on.
/// </summary>
public sealed class InferenceRequest
{
    private ChatForm? _chatForm;

    public required Operation Operation { get; init; }

    /// <summary>The received JSON text, without a byte order mark. Owned by the edge until the request has ended.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Set when something may still read <see cref="Body"/> after the request: its array must not be used again.</summary>
    public bool BodyIsShared { get; set; }

    /// <summary><see cref="Body"/>, parsed.</summary>
    public required JsonTape Tape { get; init; }

    /// <summary>Says the request in chat's words, where it came in another dialect; null where it came as chat or is for no chat.</summary>
    public Func<ChatForm>? SayAsChat { get; init; }

    /// <summary>The request in chat's words, said when it is first asked for: a source that speaks the caller's dialect needs none. Null without <see cref="SayAsChat"/>.</summary>
    public ChatForm? ChatForm => _chatForm ??= SayAsChat?.Invoke();

    /// <summary>What facts of a chat are read from: <see cref="Tape"/>, or what it says in chat's words.</summary>
    public JsonTape Chat => ChatForm?.Tape ?? Tape;

    /// <summary>The input with what it refers to and is kept here put in, JSON; null where it refers to nothing.</summary>
    public byte[]? WholeInput { get; init; }

    /// <summary>The request's own part of <see cref="WholeInput"/>.</summary>
    public byte[]? OwnInput { get; init; }

    /// <summary>What answers of <see cref="Operation.Responses"/> repeat of it; null for other operations.</summary>
    public ResponseTerms? Terms { get; init; }

    /// <summary>True where a model is to write an answer, in whatever dialect that was asked.</summary>
    public bool IsChat => Operation is not Operation.Embeddings && !IsOpaque;

    /// <summary>True where the answer goes to the caller as it came, and is never kept.</summary>
    public bool IsOpaque => Operation.IsOpaque();

    /// <summary>What was received, where it was a form; null where it was JSON. <see cref="Body"/> then says what is in the form.</summary>
    public ReceivedForm? Form { get; init; }

    /// <summary>Headers of the caller that a source of the caller's own dialect gets, in the order they are sent; they are in the cache key.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> ForwardedHeaders { get; init; } = [];

    /// <summary>The <c>model</c> the caller named: a catalog id or <c>source/id</c>.</summary>
    public required string Model { get; init; }

    /// <summary>True only for <c>"stream": true</c>; the <c>Accept</c> header has no say.</summary>
    public bool Stream { get; init; }

    /// <summary>True when the caller asked for a usage chunk (<c>stream_options.include_usage</c>).</summary>
    public bool IncludeUsage { get; init; }

    /// <summary>What it names that a source keeps, with what it refers to and is kept here.</summary>
    public IReadOnlyList<SourceReference> References { get; init; } = [];

    /// <summary>True where a tool at the source may make a container there, which a later request can name.</summary>
    public bool MayMakeContainers { get; init; }

    /// <summary>True when sound is asked for, which a later chat can name.</summary>
    public bool MayMakeSound => Operation == Operation.ChatCompletions && Tape.Root["audio"u8].Kind == JsonKind.Object;

    /// <summary>True when the source is asked to keep the answer (<c>store: true</c> of chat).</summary>
    public bool IsStored => Operation == Operation.ChatCompletions && Tape.Root["store"u8].Kind == JsonKind.True;

    /// <summary>The member that what is asked about stands in.</summary>
    public string InputMember => Operation switch
    {
        Operation.Embeddings or Operation.Responses or Operation.Moderations or Operation.Speech or Operation.Compactions => "input",
        Operation.Completions or Operation.ImageGenerations or Operation.ImageEdits => "prompt",
        _ => "messages",
    };

    /// <summary>True when a message is a list of parts: only then can it hold more than text.</summary>
    public bool HasParts { get; init; }

    /// <summary>Bytes of what is asked, with what it refers to and is kept here.</summary>
    public int Size => Body.Length + (WholeInput?.Length ?? 0);

    /// <summary>About how many tokens the input has: a quarter of its bytes. Cheap, not right.</summary>
    public long InputForecast => Math.Max(1, Size / 4);

    /// <summary>Choices asked for (<c>n</c>), 1 to 128.</summary>
    public int Choices { get; init; } = 1;

    /// <summary>The caller's bound on output tokens per choice, or null.</summary>
    public long? MaxOutputTokens { get; init; }

    /// <summary>The bound that is sent upstream in place of the caller's, or where it set none; null sends what it sent.</summary>
    public long? OutputBound { get; set; }

    /// <summary>The temperature that is sent upstream in place of the caller's higher one; null sends what it sent.</summary>
    public decimal? TemperatureBound { get; set; }

    /// <summary>True lets a budget lower the bound instead of refusing the request (<c>x-nextmodel-budget-hint: clamp</c>).</summary>
    public bool MayBeClamped { get; init; }

    /// <summary>The <c>service_tier</c> that was asked for; null when none was. Read from the body each time: few prices need it.</summary>
    public string? ServiceTier => Chat.Root["service_tier"u8].GetString();

    public CacheDirective Cache { get; init; } = CacheDirective.Default;

    /// <summary>What the caller sent as <c>idempotency-key</c>; null when it sent none.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>The workload label of this request, from <c>x-nextmodel-workload</c>; null leaves the key's own.</summary>
    public string? Workload { get; init; }

    /// <summary>Gives back what was said in chat's words. Nothing may read it afterwards.</summary>
    public void ReturnChatForm() => _chatForm?.Dispose();
}
