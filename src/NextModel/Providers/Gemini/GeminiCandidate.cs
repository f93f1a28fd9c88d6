namespace NextModel.Providers.Gemini;

/// <summary>What one candidate of an answer has told so far.</summary>
internal sealed class GeminiCandidate(long index)
{
    public long Index { get; } = index;

    /// <summary>Calls so far.</summary>
    public int Calls { get; set; }

    /// <summary>Parts so far; signatures are told with their place.</summary>
    public int Parts { get; set; }

    /// <summary>True once it has said anything.</summary>
    public bool HasSaid { get; set; }
}
