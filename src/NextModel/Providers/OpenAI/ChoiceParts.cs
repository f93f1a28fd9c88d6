using NextModel.Json;

namespace NextModel.Providers.OpenAI;

/// <summary>The known members of one choice of a chunk or an answer.</summary>
internal readonly ref struct ChoiceParts
{
    public ChoiceParts(JsonCursor choice)
    {
        foreach (var member in choice.Children)
        {
            switch (WireMembers.Of(member))
            {
                case WireMember.Index:
                    Index = member.Value;
                    break;
                case WireMember.Delta:
                    Delta = member.Value;
                    break;
                case WireMember.Message:
                    Message = member.Value;
                    break;
                case WireMember.FinishReason:
                    FinishReason = member.Value;
                    break;
                case WireMember.Logprobs:
                    Logprobs = member.Value;
                    break;
                case WireMember.Usage:
                    Usage = member.Value;
                    break;
                case WireMember.Error:
                    Error = member.Value;
                    break;
                case WireMember.Private:
                    break;
                default:
                    HasOthers |= !member.Value.IsNullOrMissing;
                    break;
            }
        }
    }

    public JsonCursor Index { get; }

    public JsonCursor Delta { get; }

    public JsonCursor Message { get; }

    public JsonCursor FinishReason { get; }

    public JsonCursor Logprobs { get; }

    /// <summary>Moonshot reports usage here.</summary>
    public JsonCursor Usage { get; }

    /// <summary>OpenRouter reports failures here.</summary>
    public JsonCursor Error { get; }

    /// <summary>True when it has members we do not know, other than null.</summary>
    public bool HasOthers { get; }
}
