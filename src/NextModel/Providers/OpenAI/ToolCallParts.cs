using NextModel.Json;

namespace NextModel.Providers.OpenAI;

/// <summary>The known members of one tool call, in a delta or in a whole message.</summary>
internal readonly ref struct ToolCallParts
{
    public ToolCallParts(JsonCursor item)
    {
        Item = item;
        foreach (var member in item.Children)
        {
            switch (WireMembers.Of(member))
            {
                case WireMember.Index:
                    Index = member.Value;
                    break;
                case WireMember.Id:
                    Id = member.Value;
                    break;
                case WireMember.Type:
                    Type = member.Value;
                    break;
                case WireMember.Function when member.Value.Kind == JsonKind.Object:
                    Payload = member.Value;
                    break;
                case WireMember.Custom when member.Value.Kind == JsonKind.Object:
                    Payload = member.Value;
                    IsCustom = true;
                    break;
            }
        }

        foreach (var member in Payload.Children)
        {
            switch (WireMembers.Of(member))
            {
                case WireMember.Name:
                    Name = member.Value;
                    break;
                case WireMember.Arguments or WireMember.Input:
                    Arguments = member.Value;
                    break;
            }
        }
    }

    public JsonCursor Item { get; }

    public JsonCursor Index { get; }

    public JsonCursor Id { get; }

    public JsonCursor Type { get; }

    /// <summary>The <c>function</c> or <c>custom</c> object.</summary>
    public JsonCursor Payload { get; }

    public bool IsCustom { get; }

    public JsonCursor Name { get; }

    public JsonCursor Arguments { get; }

    /// <summary>True when clients can take the call as it stands.</summary>
    /// <param name="place">The index it must have; null in a whole message, which needs none.</param>
    /// <param name="opens">True for a call's first delta, which says everything; the others carry arguments only.</param>
    public bool AreCanonical(int? place, bool opens)
    {
        var placed = place is null || (Index.TryGetInt64(out var index) && index == place);
        return placed && Arguments.Kind == JsonKind.String && !SplitSurrogates.In(Arguments)
            && (opens
                ? !Id.Content().IsEmpty && !Type.Content().IsEmpty && !Name.Content().IsEmpty
                : Id.Kind == JsonKind.None && Type.Kind == JsonKind.None && Name.Kind == JsonKind.None);
    }
}
