using NextModel.Json;

namespace NextModel.Providers.OpenAI;

/// <summary>The known members of a <c>delta</c> or a <c>message</c>.</summary>
internal readonly ref struct MessageParts
{
    public MessageParts(JsonCursor body)
    {
        foreach (var member in body.Children)
        {
            switch (WireMembers.Of(member))
            {
                case WireMember.Role:
                    Role = member.Value;
                    break;
                case WireMember.Content:
                    Content = member.Value;
                    break;
                case WireMember.Refusal:
                    Refusal = member.Value;
                    break;
                case WireMember.ReasoningContent:
                    ReasoningContent = member.Value;
                    break;
                case WireMember.Reasoning:
                    Reasoning = member.Value;
                    break;
                case WireMember.ReasoningDetails:
                    ReasoningDetails = member.Value;
                    break;
                case WireMember.ToolCalls:
                    ToolCalls = member.Value;
                    break;
                case WireMember.FunctionCall:
                    FunctionCall = member.Value;
                    break;
                case WireMember.Private:
                    break;
                default:
                    HasOthers |= !member.Value.IsNullOrMissing;
                    break;
            }
        }
    }

    public JsonCursor Role { get; }

    public JsonCursor Content { get; }

    public JsonCursor Refusal { get; }

    public JsonCursor ReasoningContent { get; }

    public JsonCursor Reasoning { get; }

    public JsonCursor ReasoningDetails { get; }

    public JsonCursor ToolCalls { get; }

    public JsonCursor FunctionCall { get; }

    /// <summary>True when it has members we do not know, other than null.</summary>
    public bool HasOthers { get; }

    /// <summary>True when anything but a role, tool calls aside, is said here, even if it is an empty text.</summary>
    public bool HasText => !Content.IsNullOrMissing || !Refusal.IsNullOrMissing || !ReasoningContent.IsNullOrMissing
        || !Reasoning.IsNullOrMissing || !ReasoningDetails.IsNullOrMissing || !FunctionCall.IsNullOrMissing || HasOthers;

    /// <summary>What <c>reasoning_content</c> has to be made of where the source spells it another way; none where it need not be made.</summary>
    /// <param name="isTold">True when the source has told reasoning as <c>reasoning_content</c> before: details only repeat it.</param>
    public JsonCursor ForeignReasoning(bool isTold) =>
        !ReasoningContent.Content().IsEmpty ? default
        : TextBlocks.Any(Content, reasoning: true) ? Content
        : !Reasoning.Content().IsEmpty ? Reasoning
        : !isTold && TextBlocks.Any(ReasoningDetails, reasoning: true) ? ReasoningDetails
        : default;
}
